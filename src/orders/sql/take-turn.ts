import type { Statement } from '../../database/statement.ts';

/**
 * $1 text: a product's id. Waits until no other transaction has its turn at that product, and keeps the turn until
 * this one ends. It guards nothing: stock is guarded by the product's row. Two numbers, because one is the space of
 * the Idempotency-Keys.
 */
export const takeTurn: Statement = {
  name: 'orders.take-turn',
  text: `select pg_advisory_xact_lock(hashtext('holdfast.turn'), hashtext($1))`,
};
