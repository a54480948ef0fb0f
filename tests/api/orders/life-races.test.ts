import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Answer, Caller } from '../../setup/caller.ts';
import { insertCart, stockOf } from '../../setup/records.ts';
import { openTwoApis, type TwoApis, tally } from '../../setup/two-apis.ts';

let shop: TwoApis;
let admins: Caller[];
beforeAll(async () => {
  shop = await openTwoApis();
  const id = await shop.administrator();
  admins = shop.apis.map((api) => api.as(id, 'ADMIN'));
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

const admin = (n: number): Caller => admins[n % 2]!;

/** An order of `quantity` units of one product, of which `stock` were there. */
async function placed(quantity: number, stock = quantity) {
  const product = await shop.product({ price: 300, stock });
  const buyer = await shop.customer();
  await insertCart(shop.pool, buyer, [[product.id, quantity]]);
  const { headers } = await shop.apis[0].as(buyer).post('/orders');
  const units = (n: number, more: object = {}) => [{ productId: product.id, quantity: n, ...more }];
  return { product, url: headers.location!, units, buyers: shop.apis.map((api) => api.as(buyer)) };
}

const times = <T>(n: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)));
const codes = (answers: Answer[]) =>
  tally(answers.map(({ status, body }) => `${status} ${body?.code ?? ''}`.trim()));
const itemOf = async (url: string) => (await admin(0).get(url)).body.items[0];

test('50 cancels and fulfilments of the same 10 units on two processes: the 201s cover exactly 10, the others are 409', async () => {
  for (let round = 0; round < 3; round++) {
    const { url, units, product } = await placed(10);
    const answers = await times(50, (n) =>
      n % 4 < 2
        ? admin(n).post(`${url}/cancellations`, { items: units(1 + (n % 3)), reason: 'staff' })
        : admin(n).post(`${url}/fulfillments`, { items: units(1 + (n % 3)) }),
    );
    // Where the cancels were faster there is nothing left to ship.
    expect(['201', '409 nothing_open', '409 order_cancelled']).toEqual(
      expect.arrayContaining(Object.keys(codes(answers))),
    );
    const taken = answers.filter(({ status }) => status === 201).map(({ body }) => body);
    const sum = (some: { items: { quantity: number }[] }[]) =>
      some.reduce((total, { items }) => total + items[0]!.quantity, 0);
    const cancelled = sum(taken.filter((record) => 'reason' in record));
    expect(sum(taken)).toBe(10);
    expect(await itemOf(url)).toMatchObject({ quantity: 10, cancelled, fulfilled: 10 - cancelled });
    expect(await stockOf(shop.pool, product.id)).toBe(cancelled);
  }
});

test('of whole-order cancels at once one is made, and an order that is cancelled all over is so', async () => {
  const { url, buyers, product } = await placed(5);
  const answers = await times(20, (n) => buyers[n % 2]!.post(`${url}/cancellations`, { reason: 'customer' }));
  expect(codes(answers)).toEqual({ '201': 1, '409 order_cancelled': 19 });
  expect(await stockOf(shop.pool, product.id)).toBe(5);
});

test('order 5, cancel 2 with restock, ship 2, cancel 1 without: stock + 2, item 5/3/2, sound books', async () => {
  const { url, units, product } = await placed(5);
  await admin(0).post(`${url}/cancellations`, { items: units(2), reason: 'customer' });
  await admin(1).post(`${url}/fulfillments`, { items: units(2) });
  const last = await admin(0).post(`${url}/cancellations`, {
    items: units(1),
    reason: 'inventory',
    restock: false,
  });
  expect([last.status, last.body.amount]).toEqual([201, 300]);
  expect(await stockOf(shop.pool, product.id)).toBe(2);
  expect(await itemOf(url)).toMatchObject({ quantity: 5, cancelled: 3, fulfilled: 2 });
  expect((await admin(1).get(url)).body).toMatchObject({ status: 'PLACED', fulfillmentStatus: 'FULFILLED' });
  await expectSoundBooks(shop.pool);
});

test('one cancel sent twenty times under one key to two processes: the same bytes, stock moves once', async () => {
  const { url, units, buyers, product } = await placed(5);
  const answers = await times(20, (n) =>
    buyers[n % 2]!.post(
      `${url}/cancellations`,
      { items: units(2), reason: 'customer' },
      { 'idempotency-key': 'k' },
    ),
  );
  expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 20 });
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
  expect(await stockOf(shop.pool, product.id)).toBe(2);
});

test('of changes at once that were made of one version one is made, the others are 412', async () => {
  const { url, units, product } = await placed(10);
  const answers = await times(20, (n) =>
    admin(n).post(`${url}/cancellations`, { items: units(1), reason: 'staff' }, { 'if-match': '"1"' }),
  );
  expect(codes(answers)).toEqual({ '201': 1, '412 version_mismatch': 19 });
  expect(await stockOf(shop.pool, product.id)).toBe(1);
});

test('of three units that come back no fourth does, however many receipts name them at once', async () => {
  const { url, units, buyers, product } = await placed(5);
  await admin(0).post(`${url}/fulfillments`, { items: units(3) });
  const asked = await times(6, (n) =>
    buyers[n % 2]!.post(`${url}/returns`, { items: units(3, { reason: 'R' }) }),
  );
  expect(codes(asked)).toEqual({ '201': 1, '422 quantity_exceeded': 5 });
  const back = asked.find(({ status }) => status === 201)!.headers.location!;
  const receipts = await times(10, (n) =>
    admin(n).post(`${back}/receipts`, { items: units(1, { disposition: n < 5 ? 'RESTOCK' : 'DISCARD' }) }),
  );
  expect(tally(receipts.map(({ status }) => status))[201]).toBe(3);
  const refusals = receipts.filter(({ status }) => status !== 201).map(({ body }) => body.code);
  expect(['quantity_exceeded', 'return_closed']).toEqual(expect.arrayContaining([...new Set(refusals)]));
  const { items } = (await admin(0).get(back)).body;
  expect(items[0]).toMatchObject({ received: 3 });
  expect(await stockOf(shop.pool, product.id)).toBe(items[0].restocked);
});

test('units that are cancelled are sold at once, while others buy: nobody is refused who need not be', async () => {
  const { url, units, product } = await placed(40, 60);
  const buyers = await times(60, async (n) => {
    const id = await shop.customer();
    await insertCart(shop.pool, id, [[product.id, 1]]);
    return shop.apis[n % 2]!.as(id);
  });
  const [cancels, first] = await Promise.all([
    times(40, (n) => admin(n).post(`${url}/cancellations`, { items: units(1), reason: 'staff' })),
    times(20, (n) => buyers[n]!.post('/orders')),
  ]);
  expect(codes(cancels)).toEqual({ '201': 40 });
  expect(codes(first)).toEqual({ '201': 20 });
  expect(codes(await times(40, (n) => buyers[20 + n]!.post('/orders')))).toEqual({ '201': 40 });
  expect(await stockOf(shop.pool, product.id)).toBe(0);
});
