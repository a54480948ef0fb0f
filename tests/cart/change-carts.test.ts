import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addition, replacement } from '../../src/cart/cart-change.ts';
import { createCartPool } from '../../src/cart/cart-pool.ts';
import { changeCarts } from '../../src/cart/change-carts.ts';
import { changeCarts as statement } from '../../src/cart/sql/change-carts.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { count, insertCart } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: Database;
/** Two processes. */
let pools: [Pool, Pool];
beforeAll(async () => {
  shop = await openDatabase();
  pools = [createCartPool(shop.url), createCartPool(shop.url)];
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await shop.close();
});

const change = (...changes: Parameters<typeof changeCarts>[1]) => changeCarts(pools[0], changes);
const one = (productId: string) => ({ productId, quantity: 1 });
const linesOf = async (userId: string) => {
  const { rows } = await shop.pool.query(
    'select product_id, quantity from cart_items where user_id = $1 order by id',
    [userId],
  );
  return rows.map((row) => [row.product_id, row.quantity]);
};

test('one statement changes many carts, each as it was asked, and refuses each for itself', async () => {
  const [cup, mug, euro] = [
    await shop.product(),
    await shop.product(),
    await shop.product({ currency: 'EUR' }),
  ];
  const [a, b, c, d, e] = await Promise.all(Array.from({ length: 5 }, () => shop.customer()));
  await insertCart(shop.pool, b!, [[cup.id, 2]]);
  await insertCart(shop.pool, c!, [[cup.id, 2]]);
  const nobody = '01936b2f-0000-7000-8000-000000000000';
  const outcomes = await change(
    addition(a!, one(cup.id)),
    addition(b!, one(cup.id)),
    replacement(c!, [one(mug.id), one(cup.id), one(mug.id)]),
    replacement(d!, [one(mug.id), one(euro.id)]),
    replacement(e!, [one(mug.id), one(nobody)]),
    addition(nobody, one(nobody)),
  );
  expect(outcomes).toMatchObject([
    [{ productId: cup.id, quantity: 1 }],
    [{ productId: cup.id, quantity: 3 }],
    [
      { productId: mug.id, quantity: 2 },
      { productId: cup.id, quantity: 1 },
    ],
    { fault: 'other_currency' },
    { fault: 'not_for_sale', productIds: [nobody] },
    { fault: 'no_account' },
  ]);
  expect(await linesOf(b!)).toEqual([[cup.id, 3]]);
  expect(await linesOf(c!)).toEqual([
    [mug.id, 2],
    [cup.id, 1],
  ]);
  // What is refused leaves no trace.
  expect(await count(shop.pool, 'carts', 'user_id = any($1)', [[d, e]])).toBe(0);
});

test('what somebody holds keeps nobody waiting but those who need it', async () => {
  const [cup, mug, held] = [await shop.product(), await shop.product(), await shop.product()];
  const buyers = await Promise.all(Array.from({ length: 7 }, () => shop.customer()));
  const [cart, line, replaced, account, product, fresh, free] = buyers as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  for (const buyer of [cart, line, replaced, free]) await insertCart(shop.pool, buyer, [[cup.id, 1]]);
  const changes = [
    addition(cart, one(cup.id)),
    addition(line, one(cup.id)),
    replacement(replaced, [one(mug.id)]),
    addition(account, one(cup.id)),
    addition(product, one(held.id)),
    addition(fresh, one(cup.id)),
    replacement(free, [one(mug.id)]),
  ];
  await asRival(shop.pool, async (rival) => {
    await rival.query('select from carts where user_id = $1 for no key update', [cart]);
    // As an order does.
    await rival.query('delete from cart_items where user_id = any($1)', [[line, replaced]]);
    await rival.query('select from users where id = $1 for update', [account]);
    await rival.query('select from products where id = $1 for update', [held.id]);
    const outcomes = await change(...changes);
    expect(outcomes.slice(0, 5)).toEqual(['held', 'held', 'held', 'held', 'held']);
    expect(outcomes.slice(5)).toMatchObject([[{ productId: cup.id }], [{ productId: mug.id }]]);
    await rival.query('rollback');
  });
  expect(await linesOf(cart)).toEqual([[cup.id, 1]]);
  expect(await linesOf(free)).toEqual([[mug.id, 1]]);
});

test('a change that did not see what another has just added is not made: a cart keeps one currency', async () => {
  const [pound, euro] = [await shop.product(), await shop.product({ currency: 'EUR' })];
  const others = await Promise.all(Array.from({ length: 40 }, () => shop.customer()));
  const long = others.map((buyer) => replacement(buyer, [one(pound.id)]));
  let mixed = 0;
  for (let round = 0; round < 60; round++) {
    const buyer = await shop.customer();
    // Its row is there, and empty.
    await change(replacement(buyer, []));
    await Promise.all([
      // Some milliseconds lie between what it sees and what it holds.
      change(...long, addition(buyer, one(pound.id))),
      changeCarts(pools[1], [addition(buyer, one(euro.id))]),
    ]);
    if ((await linesOf(buyer)).length !== 1) mixed++;
  }
  expect(mixed).toBe(0);
});

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

test('every row is looked up, also by who planned when the shop was new and empty', async () => {
  // Another database: in this one there are carts.
  const empty = await openDatabase();
  const pool = createCartPool(empty.url);
  try {
    await empty.pool.query('analyze');
    await pool.query(`prepare change as ${statement.text}`);
    const { rows } = await pool.query(
      "explain (format json) execute change ('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
    );
    const walk = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(walk)];
    const scans = walk(rows[0]['QUERY PLAN'][0].Plan).filter((plan) => /Scan$/.test(plan['Node Type']));
    const ofTables = scans.filter(
      (plan) => !/^(CTE|Function|Subquery|Bitmap Heap) Scan$/.test(plan['Node Type']),
    );
    expect(ofTables.length).toBeGreaterThan(10);
    expect(ofTables.filter((plan) => plan['Index Cond'] === undefined)).toEqual([]);
  } finally {
    await pool.end();
    await empty.close();
  }
});
