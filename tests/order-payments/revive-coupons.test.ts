import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expireOrders } from '../../src/order-life/expire-orders.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import { applyFacts } from '../../src/order-payments/apply-facts.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { insertCoupon, usedOf } from '../setup/coupons.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
});
afterEach(async () => {
  await expectSoundBooks(shop.pool);
  await shop.pool.query('truncate coupons cascade');
});
afterAll(() => shop.close());

const halved = { couponCodes: ['HALF'], payment: { provider: 'manual' } };
const buyer = async () => shop.buyerWith([(await shop.product()).id, 1]);

/** An order with a coupon for one, whose time is over, and its money, which comes too late. */
async function expired() {
  await insertCoupon(shop.pool, { usageLimit: 1 });
  const payer = await buyer();
  const { body: order } = await payer.post('/orders', halved);
  const { body: payment } = await payer.post(`/orders/${order.id}/payments`, { provider: 'manual' });
  await shop.pool.query(`update orders set expires_at = now() - interval '2 hours' where id = $1`, [
    order.id,
  ]);
  await runTransition(shop.pool, (client) => expireOrders(client, 10));
  expect(await usedOf(shop.pool)).toBe(0);
  const at = new Date();
  const { total: amount, currency } = order;
  const fact = { ref: payment.id, kind: 'CAPTURED', factRef: order.id, amount, currency, at } as const;
  return {
    id: order.id as string,
    pay: () =>
      runTransition(shop.pool, (client) =>
        applyFacts(client, [{ orderId: order.id, provider: 'manual', facts: [fact] }]),
      ),
  };
}

test('an order that is paid too late takes its coupon again', async () => {
  const { id, pay } = await expired();
  await pay();
  expect((await shop.admin.get(`/orders/${id}`)).body).toMatchObject({ status: 'PLACED', discountTotal: 50 });
  expect(await usedOf(shop.pool)).toBe(1);
});

test('where somebody else has the coupon by then, it stays cancelled, and its money goes back', async () => {
  const { id, pay } = await expired();
  expect((await (await buyer()).post('/orders', halved)).status).toBe(201);
  await pay();
  expect((await shop.admin.get(`/orders/${id}`)).body.status).toBe('CANCELLED');
  const { rows } = await shop.pool.query(
    `select kind, amount::int from payment_operations where kind = 'REFUND'`,
  );
  expect(rows).toEqual([{ kind: 'REFUND', amount: 50 }]);
  expect(await usedOf(shop.pool)).toBe(1);
});
