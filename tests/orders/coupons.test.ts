import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expireOrders } from '../../src/order-life/expire-orders.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import {
  CONNECTIONS_BESIDE_SLOTS,
  checkoutTimeouts,
  createCheckoutPool,
} from '../../src/orders/checkout-pool.ts';
import { createCheckoutQueue } from '../../src/orders/checkout-queue.ts';
import type { PlaceOrderCommand } from '../../src/orders/outcome.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { accountKey } from '../../src/rates/buyer-key.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { insertCoupon, usedOf } from '../setup/coupons.ts';
import { type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';
import { lockWaiter, orderOf } from '../setup/orders.ts';
import { count, type ProductRecord } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';
import { tally } from '../setup/two-apis.ts';

let shop: LifeDesk;
let product: ProductRecord;
const pools: Pool[] = [];
beforeAll(async () => {
  shop = await openLifeDesk();
  product = await shop.product({ stock: 100_000 });
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await expectSoundBooks(shop.pool);
  await shop.pool.query('truncate coupons cascade');
});
afterAll(async () => {
  await expectNoDeadlocks(shop.pool);
  await shop.close();
});

/** Somebody who wants one of the product, with these coupons. */
async function command(...couponCodes: string[]): Promise<PlaceOrderCommand> {
  const userId = await shop.buyer([product.id, 1]);
  return { userId, asked: { pricesIncludeTax: true, couponCodes, buyerKey: accountKey(userId) } };
}
const commands = (amount: number, ...codes: string[]) =>
  Promise.all(Array.from({ length: amount }, () => command(...codes)));
const kindsOf = (outcomes: readonly object[]) =>
  outcomes.map((outcome) => (outcome as { kind: string }).kind);
const discounted = async (...codes: string[]) => {
  const [outcome] = await placeOrders(shop.desk, [await command(...codes)]);
  return orderOf(outcome);
};

/** One process. */
function openQueue(slots = 2) {
  const pool = createCheckoutPool(shop.url, slots + CONNECTIONS_BESIDE_SLOTS, {
    ...checkoutTimeouts,
    lockMs: 100,
  });
  pools.push(pool);
  return createCheckoutQueue(pool, { maxBatch: 64, slots, maxWaiting: 1_000, maxWaitMs: 60_000 });
}

describe('a coupon is stock', () => {
  test('those who wait together share it, one after the other, in one change of it', async () => {
    await insertCoupon(shop.pool, { usageLimit: 3 });
    const outcomes = await placeOrders(shop.desk, await commands(5, 'HALF'));
    expect(tally(kindsOf(outcomes))).toEqual({ placed: 3, coupon_used_up: 2 });
    expect(orderOf(outcomes[0])).toMatchObject({ total: 50, discountTotal: 50 });
    expect(await count(shop.pool, 'coupons', 'version = 2 and used = 3')).toBe(1);
  });

  test('two guests of one address are one buyer in one batch as well', async () => {
    await insertCoupon(shop.pool, { perCustomerLimit: 1 });
    const both = (await commands(2, 'HALF')).map((one) => ({
      ...one,
      asked: { ...one.asked!, buyerKey: 'mail:same' },
    }));
    expect(kindsOf(await placeOrders(shop.desk, both))).toEqual(['placed', 'coupon_used_up']);
  });

  test('one that changed since it was read is a lost race, and is decided again', async () => {
    await insertCoupon(shop.pool, { usageLimit: 1 });
    const [late] = await commands(1, 'HALF');
    let outcome: Promise<object[]> | undefined;
    await asRival(shop.pool, async (rival) => {
      await rival.query('select from products where id = $1 for no key update', [product.id]);
      outcome = placeOrders(shop.desk, [late!]);
      await lockWaiter(shop.pool, 'desk');
      const changed = `update coupons set usage_limit = 3, used = 3, version = version + 1 where code = 'HALF'`;
      await shop.pool.query(changed);
    });
    expect(await outcome).toEqual([{ kind: 'coupon_used_up', codes: ['HALF'] }]);
    expect(await count(shop.pool, 'orders', 'user_id = $1', [late!.userId])).toBe(0);
    await shop.pool.query('update coupons set used = 0');
  });

  test('of 240 that want one of 60 on three processes, exactly 60 have one, and nobody pays the full price', async () => {
    await insertCoupon(shop.pool, { usageLimit: 60 });
    const queues = [openQueue(), openQueue(), openQueue()];
    const wanted = await commands(240, 'HALF');
    const outcomes = await Promise.all(wanted.map((one, n) => queues[n % 3]!.submit(one)));
    expect(tally(kindsOf(outcomes))).toEqual({ placed: 60, coupon_used_up: 180 });
    expect(
      new Set(outcomes.filter(({ kind }) => kind === 'placed').map((one) => orderOf(one).total)),
    ).toEqual(new Set([50]));
  });

  test.each([1, 2])('one that is locked holds back nobody else, with %i slot(s)', async (slots) => {
    await insertCoupon(shop.pool);
    const queue = openQueue(slots);
    const waiting: Promise<{ kind: string }>[] = [];
    await asRival(shop.pool, async (rival) => {
      await rival.query('select from coupons for no key update');
      waiting.push(queue.submit(await command('HALF')));
      await lockWaiter(shop.pool, 'holdfast-checkout');
      // Of the same product: they need nothing but that.
      for (let n = 0; n < 5; n++) expect((await queue.submit(await command())).kind).toBe('placed');
      waiting.push(queue.submit(await command('HALF')));
      expect((await queue.submit(await command())).kind).toBe('placed');
    });
    expect(kindsOf(await Promise.all(waiting))).toEqual(['placed', 'placed']);
  });
});

describe('a coupon comes back', () => {
  test('with the last unit that is cancelled, once however often that is asked for', async () => {
    await insertCoupon(shop.pool, { usageLimit: 1, firstOrderOnly: true });
    const { userId, asked } = await command('HALF');
    await shop.pool.query('update cart_items set quantity = 3 where user_id = $1', [userId]);
    const order = orderOf((await placeOrders(shop.desk, [{ userId, asked: asked! }]))[0]);
    await shop.cancel(order.id, { items: [{ productId: product.id, quantity: 2 }] });
    expect(await usedOf(shop.pool)).toBe(1);
    const cancelled = await Promise.allSettled([1, 2, 3, 4].map(() => shop.cancel(order.id)));
    expect(cancelled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await usedOf(shop.pool)).toBe(0);
    expect(await discounted('HALF')).toMatchObject({ discountTotal: 50 });
  });

  test('of an order of which something was shipped, it does not', async () => {
    await insertCoupon(shop.pool);
    const { userId, asked } = await command('HALF');
    await shop.pool.query('update cart_items set quantity = 3 where user_id = $1', [userId]);
    const order = orderOf((await placeOrders(shop.desk, [{ userId, asked: asked! }]))[0]);
    await shop.fulfil(order.id, { items: [{ productId: product.id, quantity: 1 }] });
    await shop.cancel(order.id);
    expect(await usedOf(shop.pool)).toBe(1);
  });

  test('with orders that were not paid in time, while others take what comes back', async () => {
    await insertCoupon(shop.pool, { usageLimit: 20 });
    const unpaid = await Promise.all(Array.from({ length: 20 }, () => discounted('HALF')));
    await shop.pool.query(
      `update orders set status = 'PENDING', expires_at = now() - interval '1 minute' where id = any($1)`,
      [unpaid.map(({ id }) => id)],
    );
    const queues = [openQueue(), openQueue()];
    const expiring = (async () => {
      while ((await runTransition(shop.life, (client) => expireOrders(client, 3))).more);
    })();
    const buying = (await commands(40, 'HALF')).map(async (one, n) => {
      for (;;) {
        const { kind } = await queues[n % 2]!.submit(one);
        if (kind === 'placed' || (await usedOf(shop.pool)) === 20) return kind;
      }
    });
    const kinds = await Promise.all(buying);
    await expiring;
    const placed = kinds.filter((kind) => kind === 'placed').length;
    expect(await usedOf(shop.pool)).toBe(placed);
    expect(placed).toBeLessThanOrEqual(20);
    expect(
      await count(shop.pool, 'orders', `id = any($1) and status = 'CANCELLED'`, [unpaid.map(({ id }) => id)]),
    ).toBe(20);
  });
});
