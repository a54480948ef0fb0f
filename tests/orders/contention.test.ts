import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { lockWaiter, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { count, stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());
afterEach(() => expectSoundBooks(shop.pool));

const kindsOf = (outcomes: { kind: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

test('nobody is refused while stock remains: 60 buyers of the last 60 units all get one', async () => {
  const product = await shop.product({ stock: 60 });
  const buyers = await Promise.all(Array.from({ length: 60 }, () => shop.buyer([product.id, 1])));
  const outcomes = await Promise.all(buyers.map((buyer) => shop.place(buyer)));
  expect(kindsOf(outcomes)).toEqual({ placed: 60 });
  expect(await stockOf(shop.pool, product.id)).toBe(0);
});

test('carts that overlap in opposite order are all placed, without one deadlock in PostgreSQL', async () => {
  const products = await Promise.all(Array.from({ length: 8 }, () => shop.product({ stock: 200 })));
  const lines = products.map(({ id }): [string, number] => [id, 1]);
  const buyers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => shop.buyer(...(n % 2 === 0 ? lines : lines.toReversed()))),
  );
  const outcomes = await Promise.all(buyers.map((buyer) => shop.place(buyer)));
  expect(kindsOf(outcomes)).toEqual({ placed: 60 });
  await expectNoDeadlocks(shop.pool);
});

test('an order is the cart as its buyer filled it, whatever order the rows are locked in', async () => {
  const products = await Promise.all(Array.from({ length: 5 }, () => shop.product()));
  const filled = [3, 0, 4, 1, 2].map((n) => products[n]!.id);
  const order = orderOf(await shop.place(await shop.buyer(...filled.map((id): [string, number] => [id, 1]))));
  expect(order.items.map((item) => item.productId)).toEqual(filled);
});

test('two checkouts of one cart at once give one order and one cart_empty', async () => {
  const product = await shop.product({ stock: 100 });
  for (let round = 0; round < 10; round++) {
    const buyer = await shop.buyer([product.id, 1]);
    const outcomes = await Promise.all([shop.place(buyer), shop.place(buyer)]);
    expect(outcomes.map((o) => o.kind).sort()).toEqual(['cart_empty', 'placed']);
    expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(1);
  }
  expect(await stockOf(shop.pool, product.id)).toBe(90);
});

/** Places an order that waits for its product; meanwhile its cart is changed. */
async function orderWhileCartChanges(change: string) {
  const [wanted, other] = [await shop.product({ stock: 50 }), await shop.product({ stock: 50 })];
  const buyer = await shop.buyer([wanted.id, 2]);
  const outcome = await asRival(shop.pool, async (rival) => {
    await rival.query('select from products where id = $1 for no key update', [wanted.id]);
    const placing = shop.place(buyer);
    await Promise.race([lockWaiter(shop.pool, 'desk'), placing]);
    await shop.pool.query(change.replaceAll(':buyer', `'${buyer}'`).replaceAll(':other', `'${other.id}'`));
    await rival.query('commit');
    return placing;
  });
  return { buyer, wanted, other, outcome };
}

test('a quantity that changes while the order is written: the order has the new one', async () => {
  const { outcome, wanted, buyer } = await orderWhileCartChanges(
    'update cart_items set quantity = 7 where user_id = :buyer',
  );
  expect(orderOf(outcome).items).toMatchObject([{ productId: wanted.id, quantity: 7 }]);
  expect(await stockOf(shop.pool, wanted.id)).toBe(43);
  expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(0);
});

test('a cart that is emptied while the order is written: no order, no stock taken', async () => {
  const { outcome, wanted } = await orderWhileCartChanges('delete from cart_items where user_id = :buyer');
  expect(outcome).toEqual({ kind: 'cart_empty' });
  expect(await stockOf(shop.pool, wanted.id)).toBe(50);
});

test('a line that is added while the order is written is ordered or stays in the cart, never lost', async () => {
  const { outcome, buyer, other } = await orderWhileCartChanges(
    `insert into cart_items (id, user_id, product_id, quantity) values (gen_random_uuid(), :buyer, :other, 3)`,
  );
  const ordered = orderOf(outcome).items.some((item) => item.productId === other.id);
  const kept = (await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])) === 1;
  expect(ordered !== kept).toBe(true);
});

test('a customer who adds and orders all the time pays for every unit exactly once', async () => {
  const product = await shop.product({ stock: 1_000 });
  const buyer = await shop.customer();
  const add = () =>
    shop.pool.query(
      `insert into cart_items (id, user_id, product_id, quantity) values (gen_random_uuid(), $1, $2, 1)
       on conflict (user_id, product_id) do update set quantity = cart_items.quantity + 1`,
      [buyer, product.id],
    );
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      await add();
      await shop.place(buyer);
    }),
  );
  await shop.place(buyer);
  expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(0);
  expect(await stockOf(shop.pool, product.id)).toBe(960);
});
