import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productSorts } from '../../src/catalog/list-position.ts';
import { listProducts } from '../../src/catalog/list-products.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { walkPages } from '../setup/walk.ts';

/** More than one page of a search walks through (20,000). */
const PRODUCTS = 20_400;
/** What one page walks through at most, and one more by which it knows that there is more. */
const MAX_READ = 20_001;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.pool.query(
    `insert into categories (id, slug, name) values (gen_random_uuid(), 'a', 'A'), (gen_random_uuid(), 'b', 'B')`,
  );
  await shop.pool.query(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'S' || n,
            case when n > ${PRODUCTS} - 300 then 'Precious ' else 'Plain ' end || n,
            concat(case when n % 63 = 0 then 'Scattered. ' end, case when n between 8000 and 8400 then 'Bunched. ' end,
                   case when n <= 7000 then 'Olden. ' end),
            c.id, n, 'GBP', 1
       from generate_series(1, ${PRODUCTS}) n join categories c on c.slug = case when n % 20 = 0 then 'a' else 'b' end`,
  );
  // As many words as a large shop has: of few, PostgreSQL would rather read all than look some up.
  await shop.pool.query(
    `insert into search_words select 'word' || n || md5(n::text) from generate_series(1, 100000) n`,
  );
  await shop.pool.query('vacuum analyze');
});
afterAll(() => shop.close());

interface Plan {
  'Node Type': string;
  'Index Cond'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** Rows that a scan of a table or an index went through without a condition that led to them, shown or not. */
function readInVain(node: Plan): number {
  if (!/^(Seq|Index|Index Only) Scan$/.test(node['Node Type']) || node['Index Cond'] !== undefined) return 0;
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}

function rowsRead(node: Plan): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}

/** The plans of all that a read sends, as the API's own connections make them and carry them out. */
async function plansOf(read: (pool: Pool) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const pool = {
    query: async (...[first, second]: [string | { text: string; values: unknown[] }, unknown[]?]) => {
      const [text, values] = typeof first === 'string' ? [first, second] : [first.text, first.values];
      const { rows } = await shop.app.pg.query(`explain (analyze, format json) ${text}`, values);
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

describe.each(productSorts)('with filters, sort=%s', (sort) => {
  test.each([
    ['a range of prices', { minPrice: 5_000, maxPrice: 5_100 }],
    ['a wide range of prices', { minPrice: 5_000 }],
    ['what is in stock', { inStock: true }],
    ['what is in stock of a range of prices', { inStock: true, maxPrice: 5_000 }],
    ['ids', { ids: ['00000000-0000-7000-8000-000000000001'] }],
    ['a SKU', { sku: 'S7' }],
  ])('%s: found by an index, or on a walk that ends when the page is full', async (_, filters) => {
    for (const category of [undefined, 'a']) {
      const plans = await plansOf((pool) => listProducts(pool, { sort, category, limit: 20, ...filters }));
      const read = plans.filter((node) => /Scan$/.test(node['Node Type'])).map((node) => rowsRead(node));
      // The newest are the dearest here: to the cheap ones it is a walk from the other end.
      const isFar = sort === 'newest' ? 'maxPrice' in filters : sort === 'name';
      const most = isFar && category === undefined ? MAX_READ : 1_100;
      expect(Math.max(...read)).toBeLessThanOrEqual(most);
      expect(plans.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    }
  });
});

test('what is sold out is met on a walk of bounded length; all of it comes, in pages that may be short', async () => {
  const soldOut = '00000000-0000-7000-8000-000000000';
  const ids = [`${soldOut}005`, `${soldOut}300`];
  await shop.pool.query('update products set stock_quantity = 0 where id = any($1)', [ids]);
  const seen: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await listProducts(shop.app.pg, { inStock: false, limit: 20, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    pages++;
  } while (cursor !== undefined);
  expect([seen, pages]).toEqual([ids.toReversed(), 2]);
  const plans = await plansOf((pool) => listProducts(pool, { inStock: false, limit: 20 }));
  expect(Math.max(...plans.map(rowsRead))).toBeLessThanOrEqual(MAX_READ);
});

/**
 * The pool of the API forbids table scans, so a plan without one says little: PostgreSQL goes through a whole index
 * instead, which is as much. What counts is how much was gone through without being looked for (an index condition).
 */
test.each([undefined, ...productSorts])(
  'no search reads a whole table or index, whatever it is about: sort=%s',
  async (sort) => {
    const questions = [
      'precious',
      'plain',
      'plain 17',
      'plian',
      'S1',
      '12',
      '7',
      'lain',
      '!',
      'nothing at all',
    ];
    for (const q of questions) {
      for (const category of [undefined, 'a']) {
        const plans = await plansOf((pool) => listProducts(pool, { q, sort, category, limit: 20 }));
        const whole = plans.filter((node) => node['Node Type'] === 'Seq Scan' || readInVain(node) > MAX_READ);
        expect([q, category, whole]).toEqual([q, category, []]);
      }
    }
  },
);

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

/** Neither few nor common: found among the next products of the order, or all sorted, or met on a walk. */
const middling = [
  ['scattered over the order', 'scattered', 'n % 63 = 0'],
  ['in one place of the order', 'bunched', 'n between 8000 and 8400'],
  ['too many to sort, and far from one end', 'olden', 'n <= 7000'],
] as const;
const orders = {
  newest: 'id desc',
  price_asc: 'price, id',
  price_desc: 'price desc, id desc',
  name: 'lower(name), id',
};

describe.each(middling)('matches that are %s', (_, q, which) => {
  test.each(productSorts)('come once each, in the order asked for: %s', async (sort) => {
    for (const category of [undefined, 'a']) {
      const { rows } = await shop.pool.query<{ id: string }>(
        `select id from (select *, substr(sku, 2)::int as n from products) p
          where ${which} and ($1::text is null or category_id = (select id from categories where slug = $1))
          order by ${orders[sort]}`,
        [category],
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listProducts(shop.app.pg, {
          q,
          sort,
          category,
          limit: rows.length > 1_000 ? 900 : 90,
          cursor,
        });
        seen.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(rows.map(({ id }) => id));
    }
  });
});

test('a new price, whoever sets it, moves a product in a search by price', async () => {
  const ids = async () => {
    const { items } = await listProducts(shop.app.pg, { q: 'scattered', sort: 'price_desc', limit: 2 });
    return items.map((item) => item.id);
  };
  const [first, second] = await ids();
  await shop.pool.query('update products set price = price - 100 where id = $1', [first]);
  expect((await ids())[0]).toBe(second);
  await shop.admin.patch(`/products/${first}`, { price: 90_000 });
  expect((await ids())[0]).toBe(first);
});
