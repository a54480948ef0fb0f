import type { Pool } from 'pg';
import type { Desks } from './desks.ts';
import type { Operation } from './operations.ts';

/** What the shop was before a group of operations that happen at once. */
export interface Before {
  products: { stock: number; version: number; archived: boolean; price: number }[];
  /** For each customer: units of each product, by number. */
  carts: Map<number, number>[];
}

export async function look(pool: Pool, desks: Desks): Promise<Before> {
  const ids = desks.products.map((product) => product.id);
  const { rows } = await pool.query(
    `select stock_quantity as stock, version, price, archived_at is not null as archived
       from products where id = any($1) order by array_position($1, id)`,
    [ids],
  );
  return { products: rows, carts: await cartsOf(pool, desks) };
}

export async function cartsOf(pool: Pool, desks: Desks): Promise<Map<number, number>[]> {
  const { rows } = await pool.query<{ user_id: string; product_id: string; quantity: number }>(
    'select user_id, product_id, quantity from cart_items where user_id = any($1)',
    [desks.users],
  );
  return desks.users.map((user) => {
    const lines = rows.filter((row) => row.user_id === user);
    return new Map(lines.map((row) => [numberOf(desks, row.product_id), row.quantity]));
  });
}

export const numberOf = (desks: Desks, productId: string): number =>
  desks.products.findIndex((product) => product.id === productId);

/** Prices at which each product may have been sold while the group happened. */
export function pricesDuring(before: Before, group: readonly Operation[]): Set<number>[] {
  return before.products.map(({ price }, product) => {
    const set = group.flatMap((o) =>
      o.op === 'change' && o.product === product && o.fields.price !== undefined ? [o.fields.price] : [],
    );
    return new Set([price, ...set]);
  });
}

/**
 * Every stock that each product had at some moment of the group: what it began with and, from the ledger,
 * what each change left, 0 from the moment that it was archived. A refusal is true when it names one of
 * these; any other is a false one.
 */
export async function stocksDuring(pool: Pool, desks: Desks, before: Before): Promise<Set<number>[]> {
  const after = await look(pool, desks);
  const { rows } = await pool.query<{ product_id: string; left: number }>(
    `select m.product_id, m.resulting_quantity as left
       from stock_movements m join unnest($1::uuid[], $2::int[]) as p (id, version) on m.product_id = p.id
      where m.product_version > p.version`,
    [desks.products.map((product) => product.id), before.products.map((product) => product.version)],
  );
  return desks.products.map(({ id }, n) => {
    const was = before.products[n]!;
    return new Set([
      ...(was.archived ? [] : [was.stock]),
      ...rows.filter((row) => row.product_id === id).map((row) => row.left),
      ...(after.products[n]!.archived ? [0] : []),
    ]);
  });
}
