import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProductFinder } from '../../src/catalog/find-product.ts';
import { listProducts } from '../../src/catalog/list-products.ts';
import { createPool } from '../../src/database/connections.ts';
import { type Database, openDatabase } from '../setup/api.ts';

/** Planning takes as long as many of these statements do. */
let shop: Database;
/** One connection, which plans as those of the API do. */
let pool: Pool;
let ids: string[];
beforeAll(async () => {
  shop = await openDatabase();
  pool = createPool(shop.url, { applicationName: 'plans', max: 1, session: { enable_seqscan: 'off' } });
  const products = await Promise.all(
    Array.from({ length: 40 }, (_, n) => shop.product({ name: `kettle number${n}`, price: 100 + n })),
  );
  ids = products.map(({ id }) => id);
  await shop.pool.query('vacuum analyze');
});
afterAll(async () => {
  await pool.end();
  await shop.close();
});

/** PostgreSQL plans the first five for themselves, whatever they are. */
const ROUNDS = 20;
const PLANNED = 5;

async function plansMade(name: string): Promise<number> {
  const { rows } = await pool.query(
    'select sum(custom_plans)::int as made, sum(generic_plans + custom_plans)::int as runs from pg_prepared_statements where starts_with(name, $1)',
    [name],
  );
  expect(rows[0].runs).toBeGreaterThanOrEqual(ROUNDS);
  return rows[0].made;
}

test('products by their ids are not planned anew for each number of ids', async () => {
  const find = createProductFinder(pool);
  for (let n = 1; n <= ROUNDS; n++) await Promise.all(ids.slice(0, n).map(find));
  expect(await plansMade('catalog.find-products-seen')).toBeLessThanOrEqual(PLANNED);
});

test.each(['price_asc', 'name'] as const)(
  'searches by %s are not planned anew for what they look for',
  async (sort) => {
    for (let n = 0; n < ROUNDS; n++) await listProducts(pool, { q: `kettle number${n}`, sort, limit: 20 });
    const order = sort === 'name' ? 'lower' : 'p.price';
    expect(await plansMade(`search.sorted 300 ${order}`)).toBeLessThanOrEqual(PLANNED);
  },
);
