import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { peekCarts } from '../../src/cart/sql/peek-carts.ts';
import { MAX_LINES } from '../../src/orders/batch-lines.ts';
import { createCheckoutPool } from '../../src/orders/checkout-pool.ts';
import { createCheckoutQueue } from '../../src/orders/checkout-queue.ts';
import { createContention } from '../../src/orders/contention.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { count, insertCart, stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

/** Carts that are too large to share a transaction as usual ones do. */
let shop: OrderDesk;
let products: string[];
beforeAll(async () => {
  shop = await openDesk();
  const { id } = await shop.product();
  const { rows } = await shop.pool.query<{ id: string }>(
    `with made as (
       insert into products (id, sku, name, category_id, price, currency, stock_quantity)
       select gen_random_uuid(), 'L-' || n, 'Line ' || n, p.category_id, 100, 'GBP', 1000
         from products p, generate_series(1, $2::int) n where p.id = $1
       returning id, stock_quantity
     ), moved as (
       insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       select id, 1, stock_quantity, 'import', stock_quantity from made
     )
     select id from made`,
    [id, MAX_LINES + 1],
  );
  products = rows.map((row) => row.id);
  await shop.pool.query('vacuum analyze products');
});
afterAll(() => shop.close());
afterEach(() => expectSoundBooks(shop.pool));

const linesOf = (amount: number, from = 0): [string, number][] =>
  products.slice(from, from + amount).map((id) => [id, 1]);
const HALF = MAX_LINES / 2;

/** Lines that were ordered by each transaction: xmin is the one that wrote a row. */
async function linesPerTransaction(users: string[]): Promise<number[]> {
  const { rows } = await shop.pool.query<{ lines: number }>(
    `select count(*)::int as lines from order_items i join orders o on o.id = i.order_id
      where o.user_id = any($1) group by i.xmin::text order by 1`,
    [users],
  );
  return rows.map((row) => row.lines);
}

describe.each([1, 2])('with %i slot(s)', (slots) => {
  test('many large carts at once are all placed, a bounded number of lines in each transaction', async () => {
    const pool = createCheckoutPool(shop.url, slots + 3);
    const queue = createCheckoutQueue(pool, { maxBatch: 64, slots, maxWaiting: 100, maxWaitMs: 60_000 });
    try {
      const buyers: string[] = [];
      for (let n = 0; n < 8; n++) buyers.push(await shop.buyer(...linesOf(HALF, (n % 2) * HALF)));
      const small = await shop.buyer(...linesOf(1));
      const outcomes = await Promise.all([...buyers, small].map((buyer) => queue.submit(commandOf(buyer))));
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(9).fill('placed'));
      const lines = await linesPerTransaction([...buyers, small]);
      expect(Math.max(...lines)).toBeLessThanOrEqual(MAX_LINES);
      expect(lines.reduce((sum, each) => sum + each, 0)).toBe(8 * HALF + 1);
    } finally {
      await pool.end();
    }
  });
});

describe('a list of commands with more lines than a transaction takes', () => {
  test('is done as far as it fits, in order, and the rest is deferred with nothing done for it', async () => {
    const buyers = [
      await shop.customer(),
      await shop.buyer(...linesOf(HALF)),
      await shop.buyer(...linesOf(HALF, HALF)),
      await shop.buyer(...linesOf(1)),
    ];
    const first = buyers.map((buyer) => commandOf(buyer, 'key'));
    const outcomes = await placeOrders(shop.desk, [...first, commandOf(buyers[3]!, 'other')]);
    const heavy = { kind: 'deferred', reason: 'heavy' };
    const placed = { kind: 'placed' };
    expect(outcomes).toMatchObject([{ kind: 'cart_empty' }, placed, placed, heavy, heavy]);
    expect(await linesPerTransaction(buyers)).toEqual([MAX_LINES]);
    expect(await count(shop.pool, 'cart_items', 'user_id = any($1)', [buyers])).toBe(1);
    expect(await count(shop.pool, 'idempotency_keys', 'user_id = any($1)', [buyers])).toBe(2);
  });

  test('of exactly as many lines is done whole', async () => {
    const buyers = [await shop.buyer(...linesOf(HALF)), await shop.buyer(...linesOf(HALF, 1))];
    const outcomes = await placeOrders(
      shop.desk,
      buyers.map((buyer) => commandOf(buyer)),
    );
    expect(outcomes.map((outcome) => orderOf(outcome).items.length)).toEqual([HALF, HALF]);
    expect(await linesPerTransaction(buyers)).toEqual([MAX_LINES]);
  });

  test('answers keys that were used before, whatever the cart holds by now', async () => {
    const again = await shop.buyer(...linesOf(1));
    const order = orderOf(await shop.place(again, 'used'));
    await insertCart(shop.pool, again, linesOf(HALF));
    const buyers = [await shop.buyer(...linesOf(HALF)), await shop.buyer(...linesOf(HALF + 1, HALF)), again];
    const outcomes = await placeOrders(
      shop.desk,
      buyers.map((buyer) => commandOf(buyer, 'used')),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['placed', 'deferred', 'replayed']);
    expect(orderOf(outcomes[2]).id).toBe(order.id);
  });

  test('locks the products of no more lines than it reads', async () => {
    const stock = () => stockOf(shop.pool, products[0]!);
    const before = await stock();
    const buyers = [await shop.buyer(...linesOf(HALF)), await shop.buyer(...linesOf(HALF + 1, HALF))];
    const waiting = await shop.buyer(...linesOf(1));
    const contention = createContention();
    contention.lost(undefined);
    // It is needed by the last one alone, whose cart is beyond what is read.
    const far = await shop.product({ stock: 5 });
    const beyond = await shop.buyer([far.id, 1]);
    await asRival(shop.pool, async (rival) => {
      await rival.query('select from products where id = $1 for no key update', [far.id]);
      const commands = [...buyers, waiting, beyond].map((buyer) => commandOf(buyer));
      const outcomes = await placeOrders(shop.desk, commands, contention);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['placed', 'deferred', 'deferred', 'deferred']);
    });
    expect(await stock()).toBe(before - 1);
  });

  test('refuses a cart that no transaction could take, and goes on behind it', async () => {
    const beyond = await shop.buyer(...linesOf(MAX_LINES + 1));
    const next = await shop.buyer(...linesOf(1));
    const commands = [commandOf(beyond), commandOf(next)];
    expect((await placeOrders(shop.desk, commands)).map(({ kind }) => kind)).toEqual([
      'order_too_large',
      'deferred',
    ]);
  });
});

test('a look at who waits reads a bounded number of lines, in order of arrival', async () => {
  const buyers = [
    await shop.buyer(...linesOf(3)),
    await shop.customer(),
    await shop.buyer(...linesOf(5)),
    await shop.buyer(...linesOf(1)),
  ];
  const { rows } = await shop.pool.query({ ...peekCarts, values: [buyers, 6] });
  const sizes = Object.fromEntries(rows.map((row) => [row.user_id, row.product_ids.length]));
  expect(sizes).toEqual({ [buyers[0]!]: 3, [buyers[2]!]: 3 });
});
