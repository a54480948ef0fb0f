import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listProducts } from '../../src/catalog/list-products.ts';
import { createWordMemory } from '../../src/catalog/search/word-memory.ts';
import { createPool } from '../../src/database/connections.ts';
import { type Database, openDatabase } from '../setup/api.ts';

/** Names and how many products have them, the oldest first. The last are all newest ones that tell what is common. */
const names: [name: string, amount: number][] = [
  ['walnut teapot', 3],
  ['walnut teapotlid', 2],
  ['walnut mirror', 20],
  ['walnut mirrorframe', 5],
  ['walnut candlestick', 302],
  ['walnut candle', 25],
  ['filler', 250],
];

let shop: Database;
/** One connection as those of the API are. */
let pool: Pool;
beforeAll(async () => {
  shop = await openDatabase();
  pool = createPool(shop.url, { applicationName: 'few', max: 1, session: { enable_seqscan: 'off' } });
  await shop.product({ name: 'filler' });
  await shop.pool.query(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'P-' || n, name, '', category_id,
            1 + n * 7 % 100, 'GBP', 1
       from (select row_number() over (order by place, i) as n, name
               from unnest($1::text[], $2::int[]) with ordinality named (name, amount, place),
                    generate_series(1, amount) i) numbered,
            (select category_id from products limit 1) of_one`,
    [names.map(([name]) => name), names.map(([, amount]) => amount)],
  );
});
afterAll(async () => {
  await pool.end();
  await shop.close();
});

test.each([
  [
    'parts of words, where few have the words',
    'walnut teapot',
    { 'walnut teapot': 3, 'walnut teapotlid': 2 },
  ],
  ['the words alone, where enough have them', 'walnut mirror', { 'walnut mirror': 20 }],
  ['the words alone, where more have parts than one look finds', 'walnut candle', { 'walnut candle': 25 }],
])('a sorted search whose words are known shows %s', async (_, q, expected) => {
  const memory = createWordMemory();
  memory.forget(true);
  const all = async (): Promise<string[]> => {
    const found: string[] = [];
    const prices: number[] = [];
    let cursor: string | undefined;
    do {
      const query = { q, sort: 'price_asc' as const, limit: 100, ...(cursor !== undefined && { cursor }) };
      const page = await listProducts(pool, query, memory.ofOneSearch());
      found.push(...page.items.map(({ name }) => name));
      prices.push(...page.items.map(({ price }) => price));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    return found;
  };
  const counted = (found: string[]) =>
    Object.fromEntries([...new Set(found)].map((name) => [name, found.filter((n) => n === name).length]));
  expect(counted(await all())).toEqual(expected);
  // Where nothing has the words, all is looked up that is known of them.
  for (const word of q.split(' ')) {
    await listProducts(pool, { q: `${word} unheardof`, sort: 'price_asc', limit: 1 }, memory.ofOneSearch());
  }
  expect(counted(await all())).toEqual(expected);
});
