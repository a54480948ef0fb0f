import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBooks } from '../../setup/books.ts';
import { insertCart, stockOf } from '../../setup/records.ts';
import { openTwoApis, type TwoApis, tally } from '../../setup/two-apis.ts';

let shop: TwoApis;
beforeAll(async () => {
  shop = await openTwoApis();
});
afterAll(() => shop.close());

/** Customers with the same cart, each at one of the two processes. */
async function buyersOf(amount: number, lines: (n: number) => [string, number][]) {
  return Promise.all(
    Array.from({ length: amount }, async (_, n) => {
      const id = await shop.customer();
      await insertCart(shop.pool, id, lines(n));
      return shop.apis[n % 2]!.as(id);
    }),
  );
}

test('50 checkouts of the last 10 units on two processes: 10 orders, 40 refusals, stock 0, ten times in a row', async () => {
  for (let round = 0; round < 10; round++) {
    const product = await shop.product({ stock: 10 });
    const buyers = await buyersOf(50, () => [[product.id, 1]]);
    const answers = await Promise.all(buyers.map((buyer) => buyer.post('/orders')));
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 10, 409: 40 });
    for (const { body } of answers.filter((answer) => answer.status === 409)) {
      expect(body).toMatchObject({
        code: 'insufficient_stock',
        items: [{ productId: product.id, requested: 1, available: 0 }],
      });
    }
    expect(await stockOf(shop.pool, product.id)).toBe(0);
  }
  await expectSoundBooks(shop.pool);
});

test('nobody is refused while stock remains, whichever process they ask: 60 buyers of 60 units', async () => {
  const product = await shop.product({ stock: 60 });
  const buyers = await buyersOf(60, () => [[product.id, 1]]);
  const answers = await Promise.all(buyers.map((buyer) => buyer.post('/orders')));
  expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 60 });
  expect(await stockOf(shop.pool, product.id)).toBe(0);
});

test('overlapping carts in opposite order on two processes are all placed', async () => {
  const products = await Promise.all(Array.from({ length: 6 }, () => shop.product({ stock: 100 })));
  const lines = products.map(({ id }): [string, number] => [id, 1]);
  const buyers = await buyersOf(60, (n) => (n % 4 < 2 ? lines : lines.toReversed()));
  const answers = await Promise.all(buyers.map((buyer) => buyer.post('/orders')));
  expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 60 });
  await expectSoundBooks(shop.pool);
});

test("an administrator's adjustments lose no sale that happens at the same time, nor the sale them", async () => {
  const product = await shop.product({ stock: 100 });
  const admin = shop.apis[0].as(await shop.administrator(), 'ADMIN');
  const buyers = await buyersOf(40, () => [[product.id, 2]]);
  const [sales, adjustments] = await Promise.all([
    Promise.all(buyers.map((buyer) => buyer.post('/orders'))),
    Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        admin.post(`/products/${product.id}/stock-adjustments`, {
          delta: n % 2 === 0 ? 3 : -1,
          reason: 'Counted',
        }),
      ),
    ),
  ]);
  expect(tally(sales.map((answer) => answer.status))).toEqual({ 201: 40 });
  expect(tally(adjustments.map((answer) => answer.status))).toEqual({ 201: 20 });
  expect(await stockOf(shop.pool, product.id)).toBe(100 - 80 + 20);
  await expectSoundBooks(shop.pool);
});

test('50 requests with one key on two processes: one order, the same bytes for all, one of them not a replay', async () => {
  const product = await shop.product({ stock: 100 });
  for (let round = 0; round < 5; round++) {
    const id = await shop.customer();
    await insertCart(shop.pool, id, [[product.id, 1]]);
    const callers = shop.apis.map((api) => api.as(id));
    const key = { 'idempotency-key': `round-${round}` };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => callers[n % 2]!.post('/orders', undefined, key)),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 50 });
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.location)).size).toBe(1);
    expect(tally(answers.map((answer) => answer.headers['idempotent-replayed']))).toEqual({
      true: 49,
      undefined: 1,
    });
  }
  expect(await stockOf(shop.pool, product.id)).toBe(95);
  await expectSoundBooks(shop.pool);
});
