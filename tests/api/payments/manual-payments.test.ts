import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contradictedPayments } from '../../../src/order-payments/compare-payments.ts';
import { settlePartlyPaid } from '../../../src/order-payments/settle-partly-paid.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Caller } from '../../setup/caller.ts';
import { feedReader, sequenceAll } from '../../setup/feed.ts';
import { count } from '../../setup/records.ts';

let shop: Shop;
let productId: string;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual,simulator', MANUAL_PAYMENT_HOURS: '72' });
  productId = (await shop.product({ price: 250, stock: 1_000 })).id;
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

/** An order over 1,000 that waits for its money, and the payment that was begun. */
async function begun(capture: 'automatic' | 'onFulfillment' = 'automatic') {
  const buyer = await shop.buyerWith([productId, 4]);
  const placed = await buyer.post('/orders', { payment: { provider: 'manual', capture } });
  const order = placed.headers.location!;
  const payment = await buyer.post(`${order}/payments`, { provider: 'manual' });
  expect(payment.status).toBe(201);
  return { buyer, order, id: placed.body.id as string, payment: payment.headers.location! };
}
const read = async (order: string, who: Caller = shop.admin) => (await who.get(order)).body;
const typesOf = async (order: string) =>
  (await shop.admin.get(`${order}/events`)).body.items.map(({ type }: { type: string }) => type);
const mails = (id: string, job: string) =>
  count(shop.pool, 'outbox_messages', `job = '${job}' and payload->>'orderId' = '${id}'`);

describe('an order that is paid by hand', () => {
  test('is waited for as long as a transfer takes, where the shop says so; others are not', async () => {
    const heldMs = async (provider: string) => {
      const buyer = await shop.buyerWith([productId, 1]);
      const { createdAt, expiresAt } = (await buyer.post('/orders', { payment: { provider } })).body;
      return Date.parse(expiresAt) - Date.parse(createdAt);
    };
    expect(await heldMs('manual')).toBe(72 * 3_600_000);
    expect(await heldMs('simulator')).toBe(30 * 60_000);
  });

  test('is placed with the last part of its money, and its confirmation is owed then and once', async () => {
    const { buyer, order, id, payment } = await begun();
    expect((await buyer.get(payment)).body).toMatchObject({
      status: 'PENDING',
      amount: 1_000,
      captured: 0,
      nextAction: null,
    });
    const part = await shop.admin.post(`${payment}/captures`, { amount: 400 });
    expect([part.status, part.body]).toEqual([
      202,
      expect.objectContaining({ kind: 'CAPTURE', amount: 400, status: 'SUCCEEDED' }),
    ]);
    expect(await read(order)).toMatchObject({
      status: 'PENDING',
      paymentStatus: 'PARTIALLY_PAID',
      captured: 400,
    });
    expect(await mails(id, 'order.send-confirmation-email')).toBe(0);

    expect((await shop.admin.post(`${payment}/captures`)).status).toBe(202);
    expect(await read(order, buyer)).toMatchObject({
      status: 'PLACED',
      paymentStatus: 'PAID',
      captured: 1_000,
      expiresAt: null,
    });
    expect((await buyer.get(payment)).body).toMatchObject({ status: 'CAPTURED', captured: 1_000 });
    expect(await mails(id, 'order.send-confirmation-email')).toBe(1);
    expect(await typesOf(order)).toEqual([
      'order.created',
      'payment.captured',
      'payment.captured',
      'order.placed',
    ]);
    expect((await shop.admin.post(`${payment}/captures`)).body.code).toBe('nothing_to_capture');
    expect((await buyer.post(`${order}/payments`, { provider: 'manual' })).body.code).toBe('order_paid');
  });

  test('has one open payment: the same is given again, another ends it first', async () => {
    const { buyer, order, payment } = await begun();
    const again = await buyer.post(`${order}/payments`, { provider: 'manual' });
    expect([again.status, again.headers.location]).toEqual([200, payment]);
    const other = await buyer.post(`${order}/payments`, { provider: 'manual', method: 'cash' });
    expect(other.status).toBe(201);
    const { items } = (await buyer.get(`${order}/payments`)).body;
    expect(items.map(({ status }: { status: string }) => status)).toEqual(['VOIDED', 'PENDING']);
    expect((await shop.admin.post(`${payment}/voids`)).body.code).toBe('nothing_to_void');
    const key = { 'idempotency-key': 'pay-1' };
    const kept = await buyer.post(`${order}/payments`, { provider: 'manual', method: 'wire' }, key);
    await shop.admin.post(`${kept.headers.location}/captures`);
    const repeat = await buyer.post(`${order}/payments`, { provider: 'manual', method: 'wire' }, key);
    expect([repeat.status, repeat.text, repeat.headers['idempotent-replayed']]).toEqual([
      201,
      kept.text,
      'true',
    ]);
  });

  test.each([
    ['a provider that the shop has not', { provider: 'stripe' }, 422, 'unknown_payment_provider'],
    ['no provider', {}, 400, 'validation_failed'],
    [
      'a return address that is none',
      { provider: 'manual', returnUrl: 'javascript:1' },
      400,
      'validation_failed',
    ],
  ])('is not paid with %s', async (_, body, status, code) => {
    const { buyer, order } = await begun();
    const answer = await buyer.post(`${order}/payments`, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('is nobody else’s to pay or to look at', async () => {
    const { order, payment, buyer } = await begun();
    const stranger = await shop.buyer();
    expect((await stranger.post(`${order}/payments`, { provider: 'manual' })).status).toBe(404);
    expect((await stranger.get(payment)).status).toBe(404);
    expect((await buyer.post(`${payment}/captures`)).status).toBe(403);
    expect((await buyer.post(`${order}/refunds`, { reason: 'mine' })).status).toBe(403);
  });

  test('with a provider is its buyer’s to pay alone; people who work here begin what they record by hand', async () => {
    const buyer = await shop.buyerWith([productId, 1]);
    const order = (await buyer.post('/orders')).headers.location!;
    const refused = await shop.admin.post(`${order}/payments`, { provider: 'simulator' });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await buyer.get(`${order}/payments`)).body.items).toEqual([]);
    const byHand = await shop.admin.post(`${order}/payments`, { provider: 'manual' });
    expect(byHand.status).toBe(201);
    expect((await shop.admin.post(`${byHand.headers.location}/captures`)).status).toBe(202);
    expect(await read(order)).toMatchObject({ paymentStatus: 'PAID' });
  });

  test('is on record with all that came: what is too much is given back, and no more fits than a number holds', async () => {
    const { order, payment } = await begun();
    await shop.admin.post(`${payment}/captures`, { amount: 400 });
    const beyond = await shop.admin.post(`${payment}/captures`, { amount: Number.MAX_SAFE_INTEGER });
    expect([beyond.status, beyond.body]).toEqual([
      409,
      expect.objectContaining({ code: 'nothing_to_capture', detail: '600 is left, in minor units' }),
    ]);
    expect((await shop.admin.post(`${payment}/captures`, { amount: 650 })).body).toMatchObject({
      amount: 650,
    });
    expect(await read(order)).toMatchObject({
      status: 'PLACED',
      paymentStatus: 'PAID',
      captured: 1_000,
      refunded: 0,
    });
    expect((await shop.admin.get(payment)).body).toMatchObject({ captured: 1_050, refunded: 50 });
    expect((await shop.admin.get(`${order}/refunds`)).body.items).toMatchObject([
      { amount: 50, status: 'SUCCEEDED', reason: 'surplus' },
    ]);
    expect((await shop.admin.post(`${payment}/captures`, { amount: 1 })).body).toMatchObject({
      code: 'nothing_to_capture',
      detail: expect.stringContaining('Nothing of it'),
    });
    expect(await contradictedPayments({ pool: shop.pool })).toEqual([]);
  });

  test('that is taken twenty times at once is taken once', async () => {
    const { order, payment } = await begun();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.admin.post(`${payment}/captures`, { amount: 1_000 })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(await read(order)).toMatchObject({ captured: 1_000, paymentStatus: 'PAID' });
  });
});

describe('an order of which a part is cancelled before it is paid', () => {
  const statusOf = async (order: string) => (await read(order)).paymentStatus;
  const cancel = (order: string, quantity: number) =>
    shop.admin.post(`${order}/cancellations`, { items: [{ productId, quantity }], reason: 'other' });
  const paidRest = async () => {
    const all = await begun();
    await shop.admin.post(`${all.payment}/captures`, { amount: 400 });
    await cancel(all.order, 2);
    expect(await statusOf(all.order)).toBe('PARTIALLY_PAID');
    await shop.admin.post(`${all.payment}/captures`, { amount: 100 });
    return all;
  };

  test('is PAID once all is paid that is due, wherever it shows', async () => {
    const { order, id } = await paidRest();
    expect(await read(order)).toMatchObject({ total: 1_000, captured: 500, paymentStatus: 'PAID' });
    const listed = async (paymentStatus: string) => {
      const { items } = (await shop.admin.get(`/orders?paymentStatus=${paymentStatus}&limit=100`)).body;
      return items.some((one: { id: string }) => one.id === id);
    };
    expect([await listed('PAID'), await listed('PARTIALLY_PAID')]).toEqual([true, false]);
    await sequenceAll(shop.pool);
    const events = await feedReader(shop.admin).read();
    const of = events.filter(({ data }) => (data.order as { id: string } | undefined)?.id === id);
    expect(
      of.map(({ type, data }) => [type, (data.order as { paymentStatus: string }).paymentStatus]),
    ).toEqual([
      ['order.created', 'UNPAID'],
      ['payment.captured', 'PARTIALLY_PAID'],
      ['order.items_cancelled', 'PARTIALLY_PAID'],
      ['payment.captured', 'PAID'],
      ['payment.voided', 'PAID'],
      ['order.placed', 'PAID'],
    ]);
    await shop.admin.post(`${order}/refunds`, { amount: 100, reason: 'sorry' });
    expect(await statusOf(order)).toBe('PARTIALLY_REFUNDED');
  });

  test('and was placed at once is PAID with the rest, too, and UNPAID where all of it was cancelled', async () => {
    const buyer = await shop.buyerWith([productId, 4]);
    const order = (await buyer.post('/orders')).headers.location!;
    await cancel(order, 1);
    const payment = (await buyer.post(`${order}/payments`, { provider: 'manual' })).headers.location!;
    await shop.admin.post(`${payment}/captures`);
    expect(await read(order)).toMatchObject({ captured: 750, paymentStatus: 'PAID' });
    const { order: over } = await begun();
    await cancel(over, 4);
    expect(await read(over)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'UNPAID' });
  });

  test('while more is there than is due waits for what goes back, and is no part', async () => {
    const { order, payment } = await begun();
    await shop.admin.post(`${payment}/captures`, { amount: 700 });
    await cancel(order, 2);
    expect(await read(order)).toMatchObject({
      captured: 700,
      refunded: 200,
      paymentStatus: 'PARTIALLY_REFUNDED',
    });
  });

  test('by a release that did not keep what is due is counted once more, once a day', async () => {
    const { order } = await paidRest();
    await shop.pool.query('update orders set not_due = 0 where id = $1', [order.split('/').at(-1)]);
    expect(await statusOf(order)).toBe('PARTIALLY_PAID');
    expect(await settlePartlyPaid(shop.app.payments, new AbortController().signal)).toBe(1);
    expect(await statusOf(order)).toBe('PAID');
    expect(await settlePartlyPaid(shop.app.payments, new AbortController().signal)).toBe(0);
  });
});

describe('money that goes back', () => {
  const paid = async () => {
    const all = await begun();
    await shop.admin.post(`${all.payment}/captures`);
    return all;
  };

  test('is never more than came, however many ask at once; the buyer is mailed of each', async () => {
    const { order, id } = await paid();
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => shop.admin.post(`${order}/refunds`, { amount: 100, reason: 'sorry' })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(new Set(answers.map(({ body }) => body.code).filter(Boolean))).toEqual(
      new Set(['refund_exceeds_captured']),
    );
    expect(await read(order)).toMatchObject({ refunded: 1_000, paymentStatus: 'REFUNDED', status: 'PLACED' });
    expect(await mails(id, 'order.send-refunded-email')).toBe(10);
  });

  test('for units is what they cost; a refund can be read and listed', async () => {
    const { order, buyer } = await paid();
    const items = [{ productId, quantity: 3 }];
    const made = await shop.admin.post(`${order}/refunds`, { items, reason: 'broken' });
    expect(made.body).toMatchObject({ amount: 750, status: 'SUCCEEDED', reason: 'broken', items });
    expect((await buyer.get(made.headers.location!)).body).toEqual(made.body);
    expect((await buyer.get(`${order}/refunds`)).body.items).toEqual([made.body]);
    expect((await shop.admin.post(`${made.headers.location}/retries`)).body.code).toBe('refund_not_failed');
  });

  test('for units goes back once, whether they were refunded, cancelled or sent back', async () => {
    const { order } = await paid();
    const units = (quantity: number) => [{ productId, quantity }];
    const refund = async (body: object) => {
      const answer = await shop.admin.post(`${order}/refunds`, { reason: 'broken', ...body });
      return [answer.status, answer.body.code];
    };
    expect(await refund({ items: units(1), amount: 1 })).toEqual([400, 'validation_failed']);
    await shop.admin.post(`${order}/cancellations`, { items: units(1), reason: 'other' });
    expect(await refund({ items: units(2) })).toEqual([202, undefined]);
    expect(await refund({ items: units(2) })).toEqual([422, 'quantity_exceeded']);
    expect(await refund({ items: units(1) })).toEqual([202, undefined]);
    expect(await refund({ items: units(1) })).toEqual([422, 'quantity_exceeded']);
    expect(await read(order)).toMatchObject({ refunded: 1_000 });
    const sent = await paid();
    await shop.admin.post(`${sent.order}/fulfillments`, {});
    const items = [{ productId, quantity: 3, reason: 'too small' }];
    const { headers } = await sent.buyer.post(`${sent.order}/returns`, { items });
    const back = { items: [{ productId, quantity: 3, disposition: 'DISCARD' }] };
    expect((await shop.admin.post(`${headers.location}/receipts`, back)).status).toBe(201);
    const again = await shop.admin.post(`${sent.order}/refunds`, { items: units(2), reason: 'broken' });
    expect(again.body).toMatchObject({ code: 'quantity_exceeded', productIds: [productId] });
  });

  test('follows a cancellation in its transaction, unless it is to stay', async () => {
    const { order, buyer } = await paid();
    await buyer.post(`${order}/cancellations`, { items: [{ productId, quantity: 1 }], reason: 'customer' });
    expect(await read(order)).toMatchObject({ refunded: 250, paymentStatus: 'PARTIALLY_REFUNDED' });
    await shop.admin.post(`${order}/cancellations`, {
      items: [{ productId, quantity: 1 }],
      reason: 'other',
      refund: false,
    });
    expect(await read(order)).toMatchObject({ refunded: 250 });
    await buyer.post(`${order}/cancellations`, { reason: 'customer' });
    expect(await read(order)).toMatchObject({ status: 'CANCELLED', captured: 1_000, refunded: 750 });
  });

  test('follows a return, as far as it was paid', async () => {
    const { order, buyer } = await paid();
    await shop.admin.post(`${order}/fulfillments`, {});
    const items = [{ productId, quantity: 2, reason: 'too small' }];
    const asked = await buyer.post(`${order}/returns`, { items });
    await shop.admin.post(`${asked.headers.location}/receipts`, {
      items: [{ productId, quantity: 2, disposition: 'RESTOCK' }],
    });
    expect(await read(order)).toMatchObject({ refunded: 500, returnStatus: 'PARTIALLY_RETURNED' });
  });

  test('is not owed where a part was cancelled before: the order is placed when the rest is paid, and ships', async () => {
    const { order, payment } = await begun();
    await shop.admin.post(`${payment}/captures`, { amount: 500 });
    const one = [{ productId, quantity: 1 }];
    await shop.admin.post(`${order}/cancellations`, { items: one, reason: 'other' });
    expect(await read(order)).toMatchObject({ status: 'PENDING', refunded: 0 });
    await shop.admin.post(`${order}/cancellations`, { items: one, reason: 'other' });
    expect(await read(order)).toMatchObject({ status: 'PLACED', captured: 500, refunded: 0 });
    const kept = await begun();
    await shop.admin.post(`${kept.order}/cancellations`, { items: one, reason: 'other', refund: false });
    await shop.admin.post(`${kept.payment}/captures`);
    expect(await read(kept.order)).toMatchObject({ status: 'PLACED', captured: 750 });
    expect((await shop.admin.post(`${kept.order}/fulfillments`, {})).status).toBe(201);
  });

  test('before the order is placed pays for nothing: it is placed once all of it has come again', async () => {
    const { order, buyer, payment } = await begun();
    const capture = async (body: object = {}) => {
      const { status, body: answer } = await shop.admin.post(`${payment}/captures`, body);
      return [status, answer.amount ?? answer.code];
    };
    const giveBack = (amount: number) => shop.admin.post(`${order}/refunds`, { amount, reason: 'wrong sum' });
    expect(await capture({ amount: 999 })).toEqual([202, 999]);
    expect((await giveBack(999)).status).toBe(202);
    expect(await read(order)).toMatchObject({ status: 'PENDING', captured: 999, refunded: 999 });
    expect(await capture({ amount: 600 })).toEqual([202, 600]);
    expect((await giveBack(100)).status).toBe(202);
    expect(await read(order)).toMatchObject({ status: 'PENDING' });
    const again = await buyer.post(`${order}/payments`, { provider: 'manual' });
    expect([again.status, again.headers.location]).toEqual([200, payment]);
    expect(await capture()).toEqual([202, 500]);
    const sums = { paymentStatus: 'PAID', captured: 1_000, refunded: 0 };
    expect(await read(order)).toMatchObject({ status: 'PLACED', ...sums });
    expect((await buyer.post(`${order}/payments`, { provider: 'manual' })).body.code).toBe('order_paid');
    expect((await shop.admin.get(`${order}/refunds`)).body.items).toHaveLength(2);

    // What follows counts what was kept: the invoice stands, a part goes back once, the rest ships.
    const invoice = await shop.admin.post(`${order}/invoices`);
    expect([invoice.status, invoice.body.total]).toEqual([201, 1_000]);
    expect((await shop.admin.get(`${order}/invoices`)).body.items).toHaveLength(1);
    await shop.admin.post(`${order}/cancellations`, { items: [{ productId, quantity: 1 }], reason: 'other' });
    expect(await read(order)).toMatchObject({ captured: 1_000, refunded: 250 });
    expect(await contradictedPayments({ pool: shop.pool })).toEqual([]);
    expect((await shop.admin.post(`${order}/fulfillments`, {})).status).toBe(201);
  });

  test('is not owed where nothing was paid: an unpaid order that is cancelled ends its payment', async () => {
    const { order, buyer, payment } = await begun();
    await buyer.post(`${order}/cancellations`, { reason: 'customer' });
    expect((await buyer.get(payment)).body.status).toBe('VOIDED');
    expect((await shop.admin.post(`${payment}/captures`)).body.code).toBe('order_cancelled');
    expect(await read(order)).toMatchObject({ status: 'CANCELLED', captured: 0, refunded: 0 });
  });
});
