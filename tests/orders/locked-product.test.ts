import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  CONNECTIONS_BESIDE_SLOTS,
  checkoutTimeouts,
  createCheckoutPool,
} from '../../src/orders/checkout-pool.ts';
import { createCheckoutQueue } from '../../src/orders/checkout-queue.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { commandOf, lockWaiter, type OrderDesk, openDesk } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';
import { until } from '../setup/wait.ts';

/**
 * Somebody else holds rows that some of the buyers need, for as long as the test likes. Whoever needs none of them is
 * answered meanwhile; whoever does is answered when they are let go.
 */
let shop: OrderDesk;
let letGo: (() => Promise<void>)[] = [];
let pools: Pool[] = [];
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(async () => {
  await expectNoDeadlocks(shop.pool);
  await shop.close();
});
beforeEach(() => {
  letGo = [];
  pools = [];
});
afterEach(async () => {
  await free();
  await Promise.all(pools.map((pool) => pool.end()));
  await expectSoundBooks(shop.pool);
});

async function hold(text: string, ...values: unknown[]): Promise<void> {
  const rival = await shop.pool.connect();
  await rival.query('begin');
  await rival.query(text, values);
  letGo.push(async () => {
    await rival.query('rollback');
    rival.release();
  });
}
const holdProduct = (id: string) => hold('select from products where id = $1 for no key update', id);
const free = async () => void (await Promise.all(letGo.splice(0).map((end) => end())));

/** One process. */
function openQueue(slots: number) {
  const pool = createCheckoutPool(shop.url, slots + CONNECTIONS_BESIDE_SLOTS, {
    ...checkoutTimeouts,
    lockMs: 100,
  });
  pools.push(pool);
  const queue = createCheckoutQueue(pool, { maxBatch: 64, slots, maxWaiting: 1_000, maxWaitMs: 60_000 });
  const buy = (...productIds: string[]) =>
    shop
      .buyer(...productIds.map((id): [string, number] => [id, 1]))
      .then(async (buyer) => (await queue.submit(commandOf(buyer))).kind);
  return { queue, buy };
}

const products = (amount: number) => Promise.all(Array.from({ length: amount }, () => shop.product()));
const waits = () => lockWaiter(shop.pool, 'holdfast-checkout');

describe.each([1, 2, 3])('with %i slot(s)', (slots) => {
  test('a buyer of another product is answered while one is locked, and so is everybody after', async () => {
    const [locked, other] = await products(2);
    await holdProduct(locked!.id);
    const { queue, buy } = openQueue(slots);
    const stuck = buy(locked!.id);
    await waits();
    for (let n = 0; n < 5; n++) expect(await buy(other!.id)).toBe('placed');
    const late = buy(locked!.id);
    expect(await buy(other!.id)).toBe('placed');
    await free();
    expect(await Promise.all([stuck, late])).toEqual(['placed', 'placed']);
    expect([queue.waiting, queue.deferred]).toEqual([0, 0]);
    expect(await stockOf(shop.pool, locked!.id)).toBe(998);
  });

  test('whoever shares a batch with a buyer of a locked product is answered meanwhile', async () => {
    const [first, locked, other] = await products(3);
    const { queue, buy } = openQueue(slots);
    await holdProduct(first!.id);
    const began = buy(first!.id);
    await waits();
    // These arrive in one batch, or in batches that are taken together.
    const stuck = buy(locked!.id);
    const others = [buy(other!.id), buy(other!.id)];
    await holdProduct(locked!.id);
    expect(await Promise.all(others)).toEqual(['placed', 'placed']);
    await free();
    expect(await Promise.all([began, stuck])).toEqual(['placed', 'placed']);
    expect(queue.waiting).toBe(0);
  });

  test('more locked products than slots take no slot from the others, and each is sold when it is free', async () => {
    const [other, ...locked] = await products(6);
    for (const { id } of locked) await holdProduct(id);
    const { buy } = openQueue(slots);
    const stuck = locked.map(({ id }) => buy(id));
    await waits();
    for (let n = 0; n < 5; n++) expect(await buy(other!.id)).toBe('placed');
    for (const [n, end] of letGo.splice(0).entries()) {
      await end();
      expect(await stuck[n]).toBe('placed');
    }
  });

  test.each([
    ['a customer', 'select from users where id = $1 for update'],
    ['a line of their cart', 'select from cart_items where user_id = $1 for update'],
  ])('%s who is locked keeps nobody else from their order', async (_, text) => {
    const [product] = await products(1);
    const { queue, buy } = openQueue(slots);
    const buyer = await shop.buyer([product!.id, 1]);
    await hold(text, buyer);
    const stuck = queue.submit(commandOf(buyer));
    await waits();
    await until('the others', async () => (await buy(product!.id)) === 'placed');
    expect(await buy(product!.id)).toBe('placed');
    await free();
    expect((await stuck).kind).toBe('placed');
  });
});

test('a cart that needs a locked product keeps no other product locked while it waits: not here, not elsewhere', async () => {
  const [low, high] = (await products(2)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // In id order: the first one is locked before the second is waited for.
  await holdProduct(high!.id);
  const [here, elsewhere] = [openQueue(2), openQueue(2)];
  const stuck = here.buy(low!.id, high!.id);
  await waits();
  for (let n = 0; n < 5; n++) {
    expect(await here.buy(low!.id)).toBe('placed');
    expect(await elsewhere.buy(low!.id)).toBe('placed');
  }
  await free();
  expect(await stuck).toBe('placed');
});

test('nobody is refused for a lock that many processes want in turn: all of 40 on four processes get one', async () => {
  const [hot] = await products(1);
  const queues = [1, 2, 3, 4].map(() => openQueue(2));
  await holdProduct(hot!.id);
  const answers = Array.from({ length: 40 }, (_, n) => queues[n % 4]!.buy(hot!.id));
  await waits();
  await until('all are deferred or wait', () => queues.every(({ queue }) => queue.deferred > 0));
  await free();
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['placed']));
  expect(await stockOf(shop.pool, hot!.id)).toBe(960);
});
