import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listProducts, productSorts } from '../../src/catalog/list-products.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { walkPages } from '../setup/walk.ts';

/** More than one page of a search walks through (20,000). */
const PRODUCTS = 20_400;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.pool.query(
    `insert into categories (id, slug, name) values (gen_random_uuid(), 'a', 'A'), (gen_random_uuid(), 'b', 'B')`,
  );
  await shop.pool.query(
    `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'S' || n,
            case when n > ${PRODUCTS} - 300 then 'Precious ' else 'Plain ' end || n,
            c.id, n, 'GBP', 1
       from generate_series(1, ${PRODUCTS}) n join categories c on c.slug = case when n % 20 = 0 then 'a' else 'b' end`,
  );
  await shop.pool.query('analyze');
});
afterAll(() => shop.close());

interface Plan {
  'Node Type': string;
  'Index Cond'?: string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** The plans of all that a read sends, as the API's own connections make them. */
async function plansOf(read: (pool: Pool) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const pool = {
    query: async (...[first, second]: [string | { text: string; values: unknown[] }, unknown[]?]) => {
      const [text, values] = typeof first === 'string' ? [first, second] : [first.text, first.values];
      const { rows } = await shop.app.pg.query(`explain (format json) ${text}`, values);
      plans.push(...nodes(rows[0]['QUERY PLAN'][0].Plan));
      return shop.app.pg.query(text, values);
    },
  };
  await read(pool as unknown as Pool);
  return plans;
}

describe.each(productSorts)('sort=%s', (sort) => {
  test.each([undefined, 'a'])(
    'category %s: a deep page begins in the index and sorts nothing',
    async (category) => {
      const { nextCursor } = await listProducts(shop.app.pg, { sort, category, limit: 20 });
      for (const cursor of [undefined, nextCursor!]) {
        const plans = await plansOf((pool) => listProducts(pool, { sort, category, limit: 20, cursor }));
        expect(plans.map((node) => node['Node Type'])).not.toContain('Sort');
        const scan = plans.find((node) => node['Relation Name'] === 'products')!;
        expect(scan['Node Type']).toBe('Index Scan');
        if (category) expect(scan['Index Cond']).toMatch(/category_id =/);
        if (cursor) expect(scan['Index Cond']).toMatch(sort === 'newest' ? /id </ : /ROW\(.+\) [<>] ROW\(/);
      }
    },
  );
});

test('no search reads a whole table, whatever it is about', async () => {
  for (const q of ['precious', 'plain 17', 'plian', 'S1', '12', 'lain', '!', 'nothing at all']) {
    for (const sort of [undefined, 'name'] as const) {
      const plans = await plansOf((pool) => listProducts(pool, { q, sort, category: 'a', limit: 20 }));
      expect(plans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    }
  }
});

test('many matches far down the order come in pages that may be short, and all of them come', async () => {
  const url = '/products?q=precious&sort=price_asc&limit=100';
  const first = await shop.admin.get(url);
  expect(first.body.items.length).toBeLessThan(100);
  expect(first.body.nextCursor).not.toBeNull();
  const seen = await walkPages(shop.admin, url);
  expect([seen.length, new Set(seen).size]).toEqual([300, 300]);
  expect(await walkPages(shop.admin, '/products?q=precious&sort=price_desc&limit=100')).toEqual(
    seen.toReversed(),
  );
});

test('a search for what everybody has ends after its best candidates', async () => {
  const seen = await walkPages(shop.admin, '/products?q=plain&limit=100');
  expect(seen.length).toBeGreaterThanOrEqual(200);
  expect(seen.length).toBeLessThanOrEqual(600);
  expect(new Set(seen).size).toBe(seen.length);
});
