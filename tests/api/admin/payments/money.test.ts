import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../../src/ids.ts';
import { runTransition } from '../../../../src/order-life/run-transition.ts';
import { applyFacts } from '../../../../src/order-payments/apply-facts.ts';
import {
  noteComparison,
  notePayments,
  readPaymentsNote,
} from '../../../../src/order-payments/payment-notes.ts';
import type { Fact } from '../../../../src/payments/provider.ts';
import { readRefunds } from '../../../../src/workers/sql/read-refunds.ts';
import { openShop, type Shop } from '../../../setup/api.ts';
import { expectSoundBooks } from '../../../setup/books.ts';
import { cardOf, logIn, type Operator, type Page, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
  operator = await logIn(shop.app);
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

/** An order of four mugs, 2.50 each, whose payment by bank transfer was begun. */
async function begun() {
  const mug = await shop.product({ name: 'Mug', price: 250, stock: 100 });
  const buyer = await shop.buyerWith([mug.id, 4]);
  const { id } = (await buyer.post('/orders', { payment: { provider: 'manual' } })).body;
  const payment = (await buyer.post(`/orders/${id}/payments`, { provider: 'manual' })).body.id as string;
  return { id: id as string, payment, path: `/admin/orders/${id}` };
}
/** The same, and its money is there. */
async function paid() {
  const order = await begun();
  await act(`${order.path}/capture`, { amount: '10.00' });
  return order;
}
/** Goes through the pages of an action to the end. */
async function act(url: string, fields?: Record<string, string>): Promise<Page> {
  const first = await operator.formOf(url);
  return operator.confirm(fields ? await operator.send(first, fields) : first);
}
const moneyCardOf = async (path: string) => cardOf((await operator.open(path)).body, 'money');
const orderOf = async (id: string) => (await shop.admin.get(`/orders/${id}`)).body;
/** A refund that its provider refused. */
async function failedRefund(order: { id: string; payment: string }, amount: number): Promise<string> {
  const id = newId();
  await shop.pool.query(
    `insert into payment_operations (id, order_id, payment_id, kind, amount, state, key, reason, failure, actor_role, finished_at)
     values ($1, $2, $3, 'REFUND', $4, 'FAILED', $1, 'Too late', 'card_expired', 'ADMIN', now())`,
    [id, order.id, order.payment, amount],
  );
  return id;
}

test('the overview says that no worker has looked at payments, and knows no trouble before', async () => {
  const card = cardOf((await operator.open('/admin')).body, 'payments');
  expect(card).toMatch(/^Payments Unknown No worker has looked at payments yet;.* What needs a person$/);
});

describe('an operator captures', () => {
  test('what has come, in parts, and sees it under Money', async () => {
    const { id, path } = await begun();
    expect(await moneyCardOf(path)).toMatch(
      /Costs £10\.00 Paid £0\.00 Paid back £0\.00 Capture End the payment/,
    );
    const review = await operator.send(await operator.formOf(`${path}/capture`), { amount: '4.50' });
    expect(cardOf(review.body, 'action')).toContain(
      '£4.50 is on record as received. £5.50 is still to come.',
    );
    expect(await operator.confirm(review)).toMatchObject({ location: `${path}?done=captured` });
    expect(await orderOf(id)).toMatchObject({ status: 'PENDING', captured: 450 });
    expect(await moneyCardOf(path)).toContain('Less has come than the order costs.');

    const rest = await operator.formOf(`${path}/capture`);
    expect(rest.body).toContain('value="5.50"');
    const over = await operator.send(rest, { amount: '6.00' });
    expect(cardOf(over.body, 'action')).toContain(
      '£6.00 is on record as received. £0.50 is too much, and is on record as given back: send it to the customer.',
    );
    for (const amount of ['0', '-1', 'all', '1.005', '90071992547409.91']) {
      const again = await operator.send(rest, { amount });
      expect([amount, cardOf(again.body, 'action')]).toEqual([
        amount,
        expect.stringContaining('An amount up to £'),
      ]);
    }
    await operator.confirm(await operator.send(rest, { amount: '5.50' }));
    expect(await orderOf(id)).toMatchObject({ status: 'PLACED', captured: 1_000 });
    const { body } = await operator.open(path);
    expect(cardOf(body, 'timeline')).toMatch(/^What happened Placed .* Paid .* Paid .* Ordered, to be paid /);
    const card = cardOf(body, 'money');
    expect(card).toMatch(/Paid £5\.50 .* Paid £4\.50/);
    expect(card).not.toContain('Capture');
    expect(textOf((await operator.open(`${path}/capture`)).body)).toContain('Nothing is held');
  });

  test('once, however often the button is pressed', async () => {
    const { id, path } = await begun();
    const review = await operator.send(await operator.formOf(`${path}/capture`), { amount: '4.00' });
    await Promise.all([1, 2, 3].map(() => operator.confirm(review)));
    await operator.confirm(review);
    expect(await orderOf(id)).toMatchObject({ captured: 400 });
  });
});

describe('an operator refunds', () => {
  test('units at what they cost, or an amount, up to what is left', async () => {
    const { id, path } = await paid();
    const form = await operator.formOf(`${path}/refund`);
    expect(cardOf(form.body, 'action')).toContain('£10.00 can be given back.');
    const both = await operator.send(form, { 'units.0': '1', amount: '1', reason: 'Chipped' });
    expect(cardOf(both.body, 'action')).toContain('Units or an amount, not both');
    const review = await operator.send(form, { 'units.0': '3', reason: 'Chipped' });
    expect(cardOf(review.body, 'action')).toContain('£7.50 goes back for 3 units of Mug. Reason: Chipped');
    await operator.confirm(review);
    expect(await orderOf(id)).toMatchObject({ captured: 1_000, refunded: 750 });

    const rest = await operator.formOf(`${path}/refund`);
    const tooMuch = await operator.send(rest, { amount: '2.51', reason: 'More' });
    expect(cardOf(tooMuch.body, 'action')).toContain('An amount up to £2.50');
    await operator.confirm(await operator.send(rest, { amount: '2.50', reason: 'The rest' }));
    expect((await operator.open('/admin/payments')).body).not.toContain(`${path}/refunds`);
    expect(await orderOf(id)).toMatchObject({ refunded: 1_000, paymentStatus: 'REFUNDED' });
    const card = await moneyCardOf(path);
    expect(card).toMatch(/Paid back £2\.50 .*The rest.* Paid back £7\.50 .*Chipped/);
    expect(textOf((await operator.open(`${path}/refund`)).body)).toContain('Nothing is left');
  });

  test('once more what its provider refused, which the payments page lists until then', async () => {
    const order = await paid();
    const refund = await failedRefund(order, 300);
    expect(await moneyCardOf(order.path)).toMatch(/Refund failed .*failed: card_expired Try again/);
    const listed = (await operator.open('/admin/payments')).body;
    expect(cardOf(listed, 'failed')).toContain('Refund £3.00');
    const retry = `${order.path}/refunds/${refund}/retry`;
    expect(listed).toContain(`href="${retry}"`);
    await act(retry);
    expect(await orderOf(order.id)).toMatchObject({ refunded: 300 });
    expect(textOf((await operator.open(retry)).body)).toContain('The refund has not failed.');
    expect((await operator.open('/admin/payments')).body).not.toContain(refund);
  });

  test('what its provider refused in another way, and nothing is owed any more', async () => {
    const order = await paid();
    const refund = await failedRefund(order, 300);
    expect(await moneyCardOf(order.path)).toContain('Money is owed');
    await act(`${order.path}/refund`, { amount: '3.00', reason: 'By hand' });
    expect(await moneyCardOf(order.path)).not.toContain('Money is owed');
    expect((await operator.open('/admin/payments')).body).not.toContain(refund);
  });
});

test('what the shop gives back of money that came by hand waits until somebody says that it was sent', async () => {
  const mug = await shop.product({ name: 'Mug', price: 250, stock: 100 });
  const buyer = await shop.buyerWith([mug.id, 4]);
  const { id } = (await buyer.post('/orders', { payment: { provider: 'manual' } })).body;
  const path = `/admin/orders/${id}`;
  await act(`${path}/record-payment`, { amount: '3.00' });
  expect((await buyer.post(`/orders/${id}/cancellations`, { reason: 'customer' })).status).toBe(201);
  expect(await orderOf(id)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refunded: 300 });

  const mailed = async () => {
    const { rows } = await shop.pool.query(
      `select id from order_events where order_id = $1 and type = 'refund.succeeded'`,
      [id],
    );
    return readRefunds(shop.pool, [rows[0].id]);
  };
  const listed = (await operator.open('/admin/payments')).body;
  expect(cardOf(listed, 'toSend')).toMatch(/^To be sent by hand .*Refund £3\.00 .*Sent/);
  expect(await moneyCardOf(path)).toMatch(/To be sent Money is on record .*Sent/);
  expect(await mailed()).toMatchObject([{ amount: 300, toSend: true }]);
  await notePayments(shop.pool);
  expect((await readPaymentsNote(shop.pool))?.value).toMatchObject({ refundsToSend: 1 });

  const sent = /href="([^"]+\/sent)"/.exec(listed)![1]!;
  const review = await operator.formOf(sent);
  await Promise.all([1, 2].map(() => operator.confirm(review)));
  expect(textOf((await operator.open(sent)).body)).toContain('does not wait to be sent');
  expect((await operator.open('/admin/payments')).body).not.toContain('To be sent by hand');
  expect(await mailed()).toMatchObject([{ toSend: false }]);
  expect(await orderOf(id)).toMatchObject({ refunded: 300 });
  const { rows } = await shop.pool.query(
    `select actor_id from audit_log where subject_id = $1 and action = 'noteRefundSent'`,
    [id],
  );
  expect(rows).toEqual([{ actor_id: operator.id }]);
});

test('money that is gone of a placed order says so, and what came instead is written down', async () => {
  const mug = await shop.product({ name: 'Mug', price: 250, stock: 100 });
  const buyer = await shop.buyerWith([mug.id, 4]);
  const { id } = (await buyer.post('/orders', { payment: { provider: 'manual', capture: 'onFulfillment' } }))
    .body;
  const payment = (await buyer.post(`/orders/${id}/payments`, { provider: 'manual' })).body.id;
  const path = `/admin/orders/${id}`;
  const tell = (kind: Fact['kind'], amount: number) =>
    runTransition(shop.app.pg, (client) =>
      applyFacts(client, [
        {
          orderId: id,
          provider: 'manual',
          facts: [{ ref: payment, kind, factRef: newId(), amount, currency: 'GBP', at: new Date() }],
        },
      ]),
    );
  await tell('AUTHORIZED', 1_000);
  expect(await moneyCardOf(path)).not.toContain('Record money');
  await tell('EXPIRED', 0);
  expect(await moneyCardOf(path)).toMatch(/Not paid any more .*Record money/);
  expect(cardOf((await operator.open('/admin/payments')).body, 'gone')).toContain('£10.00');
  await act(`${path}/record-payment`, { amount: '10.00' });
  expect(await orderOf(id)).toMatchObject({ paymentStatus: 'PAID', captured: 1_000 });
  expect(await moneyCardOf(path)).not.toMatch(/Not paid any more|Record money/);
  expect((await operator.open('/admin/payments')).body).not.toContain(id);
  expect(textOf((await operator.open(`${path}/record-payment`)).body)).toContain('Nothing is due');
});

test('an operator ends a payment that is open', async () => {
  const { path } = await begun();
  await act(`${path}/end-payment`);
  expect(await moneyCardOf(path)).toContain('Ended, nothing is held any more');
  expect(textOf((await operator.open(`${path}/end-payment`)).body)).toContain('No payment is open.');
});

test('what an operator does with money is on record with their name', async () => {
  const order = await paid();
  await act(`${order.path}/refund`, { amount: '1.00', reason: 'Late' });
  const { rows } = await shop.pool.query(
    'select distinct action, actor_id from audit_log where subject_id = $1 order by action',
    [order.id],
  );
  expect(rows).toEqual([
    { action: 'capturePayment', actor_id: operator.id },
    { action: 'refundOrder', actor_id: operator.id },
  ]);
});

test('the payments page lists what needs a person, and nothing that goes on by itself', async () => {
  const { id, payment } = await paid();
  const waiting = await begun();
  const tell = (orderId: string, fact: Pick<Fact, 'ref' | 'kind' | 'amount' | 'currency'>) =>
    runTransition(shop.app.pg, (client) =>
      applyFacts(client, [
        { orderId, provider: 'manual', facts: [{ factRef: newId(), at: new Date(), ...fact }] },
      ]),
    );
  await tell(waiting.id, { ref: waiting.payment, kind: 'CAPTURED', amount: 901, currency: 'EUR' });
  await tell(id, { ref: payment, kind: 'CHARGEBACK', amount: 902, currency: 'GBP' });
  const operation = (kind: string, amount: number, more: string) =>
    shop.pool.query(
      `insert into payment_operations (id, order_id, payment_id, kind, amount, state, key, actor_role, attempts, created_at, finished_at)
       values ($1, $2, $3, $4, $5, ${more})`,
      [newId(), id, payment, kind, amount],
    );
  const old = `now() - interval '1 hour'`;
  await operation('REFUND', 904, `'SENT', gen_random_uuid(), 'ADMIN', 7, ${old}, null`);
  await operation('REFUND', 905, `'REQUESTED', gen_random_uuid(), 'ADMIN', 0, now(), null`);
  // Of a payment that is over: nobody lost anything.
  await operation('CAPTURE', 906, `'FAILED', gen_random_uuid(), 'ADMIN', 1, ${old}, ${old}`);
  const { body } = await operator.open('/admin/payments');
  expect(cardOf(body, 'payment-mismatched')).toContain('€9.01');
  expect(cardOf(body, 'payment-charged_back')).toContain('£9.02');
  expect(cardOf(body, 'doubt')).toMatch(/Refund £9\.04 .*7 attempts/);
  for (const harmless of ['£9.05', '£9.06']) expect(body).not.toContain(harmless);
  const failed = await failedRefund(await paid(), 907);
  await notePayments(shop.pool);
  await noteComparison(shop.pool, { differences: 2, named: [] });
  const overview = await operator.untilOverview('the look is seen', (page) =>
    cardOf(page, 'payments').includes('Needs you'),
  );
  expect(overview).toContain('href="/admin/payments">What needs a person');
  const card = cardOf(overview, 'payments');
  expect(card).toContain('1 refund failed: try again. A customer’s bank took money back');
  expect(card).toContain('Of 2 payments the provider says something else');
  expect(card).toContain(
    'Refunds failed 1 Requests in doubt 1 Messages waiting 0 Not as the provider says 2',
  );
  expect(card).toContain('Currency Captured Refunded Charged back In doubt EUR €9.01 €0.00 €0.00 €0.00 GBP');
  expect(card).toMatch(/GBP £[1-9][\d.]+ £[1-9][\d.]+ £9\.02 £9\.04/);
  await shop.pool.query('delete from payment_operations where id = $1', [failed]);
  await shop.pool.query('delete from payment_operations where order_id = $1 and amount between 904 and 906', [
    id,
  ]);
});
