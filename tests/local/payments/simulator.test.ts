import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../setup/wait.ts';
import { dataFolder } from '../folder.ts';
import { openDesk, SECRET } from './desk.ts';

const intent = { amount: 1250, currency: 'gbp', metadata: { orderId: 'o-1' } };
const page = (capture_method: 'automatic' | 'manual' = 'automatic') => ({
  mode: 'payment' as const,
  line_items: [
    { quantity: 1, price_data: { currency: 'gbp', unit_amount: 1250, product_data: { name: 'x' } } },
  ],
  success_url: 'http://127.0.0.1:9/back',
  metadata: { orderId: 'o-1' },
  payment_intent_data: { capture_method, metadata: { orderId: 'o-1' } },
});

test('payments are listed oldest first, pages and intents, also within a second', async () => {
  const { stripe, call } = await openDesk();
  const made: string[] = [];
  for (let n = 0; n < 4; n++) {
    made.push((await stripe.paymentIntents.create(intent)).id);
    made.push((await stripe.checkout.sessions.create(page())).id);
  }
  const { body } = await call('GET', '/control/payments?orderId=o-1');
  expect((body as { ref: string }[]).map(({ ref }) => ref)).toEqual(made);
});

test('a payment is approved, told with a signature that holds, refunded in parts and charged back', async () => {
  const desk = await openDesk();
  const { id } = await desk.stripe.checkout.sessions.create(page());
  expect((await desk.call('GET', '/control/payments')).body).toMatchObject([
    { ref: id, amount: 1250, currency: 'GBP', captured: 0, refunded: 0, metadata: { orderId: 'o-1' } },
  ]);
  expect((await desk.move(id, 'approve')).body).toMatchObject({ captured: 1250, status: 'succeeded' });
  expect((await desk.move(id, 'approve')).status).toBe(409);
  await until('both are told', () => desk.delivered.length === 2);
  const { raw, signature } = desk.delivered[0]!;
  expect(desk.stripe.webhooks.constructEvent(raw, signature, SECRET).type).toBe('payment_intent.succeeded');
  expect(desk.types()).toContain('checkout.session.completed');

  const session = await desk.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent.latest_charge'],
  });
  expect(session).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    payment_intent: { latest_charge: { amount_captured: 1250, metadata: { orderId: 'o-1' } } },
  });
  const payment_intent = (session.payment_intent as { id: string }).id;
  await desk.stripe.refunds.create({ payment_intent, amount: 1000 });
  await expect(desk.stripe.refunds.create({ payment_intent, amount: 251 })).rejects.toThrow(/greater than/);
  expect(await desk.row(id)).toMatchObject({ captured: 1250, refunded: 1000 });
  expect((await desk.move(id, 'charge-back')).status).toBe(200);
  expect((await desk.stripe.disputes.list({ payment_intent })).data).toHaveLength(1);
});

test('what is held is captured in part, and the rest is released; what is given up is not approved any more', async () => {
  const desk = await openDesk();
  const held = await desk.stripe.paymentIntents.create({ ...intent, capture_method: 'manual' });
  await desk.move(held.id, 'approve');
  const captured = await desk.stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 });
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1000 });
  await expect(desk.stripe.paymentIntents.cancel(held.id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  expect(await desk.row(held.id)).toMatchObject({ captured: 1000, refunded: 0 });

  const { id } = await desk.stripe.paymentIntents.create(intent);
  await desk.move(id, 'decline');
  expect(await desk.stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled' });
  expect((await desk.move(id, 'approve')).status).toBe(409);
  expect((await desk.move(id, 'approve', { late: true })).body).toMatchObject({ captured: 1250 });
});

test('the same key gives the same answer, a 500 too; another request under it is refused', async () => {
  const desk = await openDesk();
  await desk.faults({ failAfterDoing: 1 });
  const create = (amount: number) =>
    desk.stripe.paymentIntents.create({ ...intent, amount }, { idempotencyKey: 'k' });
  await expect(create(1250)).rejects.toMatchObject({ statusCode: 500 });
  await expect(create(1250)).rejects.toMatchObject({ headers: { 'idempotent-replayed': 'true' } });
  await expect(create(1251)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  expect((await desk.stripe.paymentIntents.list()).data).toHaveLength(1);
  // A day later it has forgotten the key.
  await desk.call('POST', '/control/clock', { advanceMs: 25 * 3_600_000 });
  await create(1250);
  expect((await desk.stripe.paymentIntents.list()).data).toHaveLength(2);
});

test('it hangs, or is out of order, as it is told; and says what it does not understand', async () => {
  const desk = await openDesk({ timeoutMs: 500 });
  await desk.faults({ hangAfterDoing: 1 });
  const again = () => desk.stripe.paymentIntents.create(intent, { idempotencyKey: 'h' });
  await expect(again()).rejects.toMatchObject({ type: 'StripeConnectionError' });
  expect(await again()).toMatchObject({ amount: 1250 });
  await desk.faults({ failBeforeDoing: 1 });
  await expect(desk.stripe.paymentIntents.create(intent)).rejects.toMatchObject({ statusCode: 503 });
  expect((await desk.stripe.paymentIntents.list()).data).toHaveLength(1);

  for (const wrong of [{ loseWebhooks: 2 }, { failAfterDoing: 0.5 }, { failRefunds: 1 }, { nothing: 1 }, []])
    expect((await desk.call('PUT', '/control/faults', wrong)).status).toBe(400);
  expect((await desk.move('pi_unknown', 'approve')).status).toBe(404);
  const hostile = await fetch(`${desk.simulator.url}/control/faults`, {
    headers: { origin: 'http://evil.example' },
  });
  expect(hostile.status).toBe(200);
  const foreign = await fetch(`${desk.simulator.url}/control/faults`, {
    method: 'PUT',
    headers: { origin: 'http://evil.example' },
    body: '{}',
  });
  expect(foreign.status).toBe(403);
});

test('webhooks are lost, doubled and let past, and one that is not taken is sent again', async () => {
  const desk = await openDesk();
  const pay = async () => {
    const { id } = await desk.stripe.paymentIntents.create(intent);
    await desk.move(id, 'approve');
    return id;
  };
  await desk.faults({ loseWebhooks: 1 });
  const lost = await pay();
  await desk.faults({ doubleWebhooks: 1 });
  const doubled = await pay();
  await until('it comes twice', () => desk.delivered.length === 2);
  await desk.faults({ reorderWebhooks: 1 });
  const first = await pay();
  await desk.faults({});
  desk.shop.busy = 1;
  const second = await pay();
  await until('both come', () => desk.delivered.length === 4);
  const refs = desk.delivered.map(({ event }) => (event.data.object as { id: string }).id);
  expect(refs.slice(0, 2)).toEqual([doubled, doubled]);
  expect(refs.slice(2).toSorted()).toEqual([first, second].toSorted());
  expect(refs).not.toContain(lost);
  await until(
    'none is pending',
    async () => ((await desk.call('GET', '/control/webhooks')).body as { pending: number }).pending === 0,
  );
});

test('a refund fails a moment later, or days after it succeeded; a page expires', async () => {
  const desk = await openDesk();
  const { id } = await desk.stripe.paymentIntents.create(intent);
  await desk.move(id, 'approve');
  await desk.faults({ failRefunds: true });
  const refund = await desk.stripe.refunds.create({ payment_intent: id, amount: 50 });
  expect(refund.status).toBe('pending');
  await until('it fails', async () => (await desk.stripe.refunds.retrieve(refund.id)).status === 'failed');
  await desk.faults({});
  expect(await desk.stripe.refunds.create({ payment_intent: id })).toMatchObject({
    amount: 1250,
    status: 'succeeded',
  });
  await desk.move(id, 'fail-refund');
  expect(await desk.row(id)).toMatchObject({ captured: 1250, refunded: 0 });

  const session = await desk.stripe.checkout.sessions.create(page());
  await desk.move(session.id, 'abandon');
  await desk.call('POST', '/control/clock', { advanceMs: 25 * 3_600_000 });
  await until('it expires', () => desk.types().includes('checkout.session.expired'));
  expect(await desk.row(session.id)).toMatchObject({ status: 'expired', abandoned: true });
});

test('what it answered outlives its process, also one that was killed in the middle of a line', async () => {
  const folder = join(dataFolder().dataDir, 'payments');
  const desk = await openDesk({ folder });
  const made = await desk.stripe.paymentIntents.create(intent, { idempotencyKey: 'k' });
  desk.shop.busy = 1_000_000;
  await desk.move(made.id, 'approve');
  await desk.stop();
  appendFileSync(join(folder, 'books.jsonl'), '["intents",{"id":"pi_torn');

  const next = await openDesk({ folder });
  expect(await next.row(made.id)).toMatchObject({ captured: 1250 });
  expect(await next.stripe.paymentIntents.create(intent, { idempotencyKey: 'k' })).toMatchObject({
    id: made.id,
  });
  await until('what was not taken is told', () => next.types().includes('payment_intent.succeeded'));
});
