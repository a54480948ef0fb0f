import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Caller } from '../../setup/caller.ts';
import { count, stockOf } from '../../setup/records.ts';

let shop: Shop;
let productId: string;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual', UNPAID_ORDER_MINUTES: '45' });
  productId = (await shop.product({ price: 250, stock: 1_000 })).id;
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

const payment = { provider: 'manual' };
const order = async (buyer: Caller, body: unknown, id = productId) => {
  await buyer.put('/cart', { items: [{ productId: id, quantity: 2 }] });
  return buyer.post('/orders', body);
};

describe('an order that is paid before it is placed', () => {
  test('waits for its money with its stock taken, and nobody is mailed of it', async () => {
    const before = await stockOf(shop.pool, productId);
    const buyer = await shop.buyer();
    const answer = await order(buyer, { payment: { ...payment, capture: 'onFulfillment' }, note: 'x' });
    expect([answer.status, answer.body]).toEqual([
      201,
      expect.objectContaining({ status: 'PENDING', paymentStatus: 'UNPAID', total: 500, note: 'x' }),
    ]);
    const held = Date.parse(answer.body.expiresAt) - Date.parse(answer.body.createdAt);
    expect(held).toBe(45 * 60_000);
    expect(await stockOf(shop.pool, productId)).toBe(before - 2);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(answer.body);
    const { rows } = await shop.pool.query('select * from order_payment_terms where order_id = $1', [
      answer.body.id,
    ]);
    expect(rows).toEqual([{ order_id: answer.body.id, provider: 'manual', capture: 'onFulfillment' }]);
    expect(await count(shop.pool, 'outbox_messages', `payload->>'orderId' = '${answer.body.id}'`)).toBe(0);
    const events = (await buyer.get(`${answer.headers.location}/events`)).body.items;
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['order.created']);
    expect((await shop.admin.post(`${answer.headers.location}/fulfillments`, {})).body.code).toBe(
      'order_unpaid',
    );
  });

  test('is placed at once where it costs nothing', async () => {
    const free = (await shop.product({ price: 0 })).id;
    const answer = await order(await shop.buyer(), { payment }, free);
    expect(answer.body).toMatchObject({ status: 'PLACED', expiresAt: null, paymentStatus: 'NOT_REQUIRED' });
    const { id } = answer.body;
    expect(await count(shop.pool, 'outbox_messages', `payload->>'orderId' = '${id}'`)).toBe(1);
    expect(await count(shop.pool, 'order_payment_terms', `order_id = '${id}'`)).toBe(0);
  });

  test('is refused where three wait already; each that ends makes room, and others are not in its way', async () => {
    const buyer = await shop.buyer();
    const open = [];
    for (let n = 0; n < 3; n++) open.push((await order(buyer, { payment })).body.id);
    const refused = await order(buyer, { payment });
    expect([refused.status, refused.body.code]).toEqual([409, 'too_many_unpaid_orders']);
    expect((await buyer.get('/cart')).body.items).toHaveLength(1);
    expect((await order(await shop.buyer(), { payment })).status).toBe(201);
    expect((await order(buyer, undefined)).body.status).toBe('PLACED');
    await buyer.post(`/orders/${open[0]}/cancellations`, { reason: 'customer' });
    expect((await order(buyer, { payment })).body.status).toBe('PENDING');
  });

  test.each(['stripe', 'gold'])('is refused where the shop is not paid in this way: %s', async (provider) => {
    const answer = await order(await shop.buyer(), { payment: { provider } });
    expect([answer.status, answer.body.code]).toEqual([422, 'unknown_payment_provider']);
  });
});
