import type { PoolClient } from 'pg';
import { eraseOrders } from './sql/erase-orders.ts';
import { noteProgress } from './sql/erasures.ts';
import { holdOrdersOf } from './sql/orders-to-erase.ts';
import { withdrawAnswersAbout } from './withdraw-answers.ts';

/** Orders of a person in one transaction: some tens of milliseconds, for which whoever changes one of them waits. */
export const ORDERS_AT_ONCE = 200;

/**
 * Erases the next orders of a person, and writes down how far it is. Locks the orders (FOR NO KEY UPDATE, id order),
 * then answers that were kept about them.
 *
 * @param after the order behind which to begin
 * @returns the last one that is done, where there may be more
 */
export async function eraseStep(
  client: PoolClient,
  erasure: { id: string; customerId: string },
  after: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>({
    ...holdOrdersOf,
    values: [erasure.customerId, after, ORDERS_AT_ONCE],
  });
  const last = rows.at(-1);
  if (!last) return undefined;
  const ids = rows.map(({ id }) => id);
  await client.query({ ...eraseOrders, values: [ids] });
  await withdrawAnswersAbout(client, ids);
  await client.query({ ...noteProgress, values: [erasure.id, last.id] });
  return rows.length === ORDERS_AT_ONCE ? last.id : undefined;
}
