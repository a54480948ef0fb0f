import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Pool } from 'pg';
import { sqlProductId } from './fill.ts';
import type { BenchDatabase } from './shop.ts';

/** What the database says of the sales of one product. */
export interface Books {
  stock: number;
  /** Sum of all movements. */
  ledger: number;
  /** Units of its sales in the ledger, in the items, and orders that have it. */
  sold: number;
  ordered: number;
  orders: number;
}

export async function booksOf(pool: Pool, product: number): Promise<Books> {
  const id = sqlProductId(String(product));
  const { rows } = await pool.query<Books>(
    `select p.stock_quantity as stock, m.ledger, m.sold, i.ordered, i.orders
       from products p,
            (select sum(delta)::float8 as ledger,
                    coalesce(-sum(delta) filter (where reason = 'sale'), 0)::float8 as sold
               from stock_movements where product_id = ${id}) m,
            (select coalesce(sum(quantity), 0)::float8 as ordered, count(distinct order_id)::float8 as orders
               from order_items where product_id = ${id}) i
      where p.id = ${id}`,
  );
  return rows[0]!;
}

/**
 * Compares what customers were told with the books, before and after. One unit an order.
 * @returns what differs, in words; nothing when every unit is where it belongs
 */
export function differences(before: Books, after: Books, placed: number): string[] {
  const of = (name: keyof Books) => after[name] - before[name];
  const expected: [string, number, number][] = [
    ['the ledger adds up to the stock', after.ledger, after.stock],
    ['orders in the database and answers of 201', of('orders'), placed],
    ['units in items and answers of 201', of('ordered'), placed],
    ['units of sales in the ledger and answers of 201', of('sold'), placed],
    ['units gone from the stock and answers of 201', -of('stock'), placed],
  ];
  return expected.flatMap(([what, found, wanted]) =>
    found === wanted ? [] : [`${what}: ${found} and ${wanted}`],
  );
}

/** Runs `npm run reconcile` on a database. @returns its last line, and its exit code */
export async function runReconcile({ databaseUrl }: BenchDatabase): Promise<string> {
  const file = fileURLToPath(new URL('../../src/bin/reconcile.js', import.meta.url));
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { code, stdout } = await promisify(execFile)(process.execPath, [file], { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return `${stdout.trim().split('\n').at(-1)} (exit ${code})`;
}
