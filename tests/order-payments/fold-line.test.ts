import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/ids.ts';
import { expireOrders } from '../../src/order-life/expire-orders.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import type { Learned } from '../../src/order-payments/apply-facts.ts';
import { createFoldLine } from '../../src/order-payments/fold-line.ts';
import { createInbox } from '../../src/order-payments/inbox.ts';
import { readMessages } from '../../src/order-payments/sql/inbox.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { count } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ PAYMENT_PROVIDERS: 'manual' });
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

/** An order that waits for its money, and what is learned when all of it comes. */
async function waiting(...lines: [productId: string, quantity: number][]): Promise<Learned> {
  const buyer = await shop.buyerWith(...lines);
  const { body: order } = await buyer.post('/orders', { payment: { provider: 'manual' } });
  const { body: payment } = await buyer.post(`/orders/${order.id}/payments`, { provider: 'manual' });
  const { total: amount, currency } = order;
  const fact = { kind: 'CAPTURED', factRef: newId(), amount, currency, at: new Date() } as const;
  return { orderId: order.id, provider: 'manual', facts: [{ ref: payment.id, ...fact }] };
}
const product = async (stock = 100) => (await shop.product({ stock })).id;
const several = async (id: string) => [
  await waiting([id, 1]),
  await waiting([id, 1]),
  await waiting([id, 1]),
];
const idsOf = (all: readonly Learned[]) => all.map(({ orderId }) => orderId);
const orders = async (all: readonly Learned[]) => {
  const { rows } = await shop.pool.query<{ status: string; captured: number; transaction: string }>(
    `select status, captured::int, xmin::text as transaction from orders where id = any($1) order by array_position($1, id)`,
    [idsOf(all)],
  );
  return rows;
};
const transactions = async (all: readonly Learned[]) =>
  new Set((await orders(all)).map(({ transaction }) => transaction)).size;
const statuses = async (all: readonly Learned[]) => (await orders(all)).map(({ status }) => status);
const mailsOf = (all: readonly Learned[]) =>
  count(
    shop.pool,
    'outbox_messages',
    `job = 'order.send-confirmation-email' and subject_id = any('{${idsOf(all)}}')`,
  );

test('what is learned of several orders at once is folded in one transaction; told twice in it, it counts once', async () => {
  const all = await several(await product());
  const fold = createFoldLine(shop.app.pg);
  const applied = await Promise.all([...all, all[0]!, { ...all[0]!, orderId: newId() }].map(fold));
  expect(applied.map((one) => one?.owes.length)).toEqual([1, 1, 1, 0, undefined]);
  expect(await orders(all)).toEqual(
    Array(3).fill(expect.objectContaining({ status: 'PLACED', captured: 100 })),
  );
  expect(await transactions(all)).toBe(1);
  expect(await mailsOf(all)).toBe(3);
});

test('an order that somebody holds is waited for by itself', async () => {
  const all = await several(await product());
  const fold = createFoldLine(shop.app.pg);
  const folded = await asRival(shop.pool, async (rival) => {
    await rival.query('select from orders where id = $1 for update', [all[1]!.orderId]);
    const each = all.map(fold);
    await Promise.all([each[0], each[2]]);
    expect(await statuses(all)).toEqual(['PLACED', 'PENDING', 'PLACED']);
    return each;
  });
  await Promise.all(folded);
  expect(await statuses(all)).toEqual(['PLACED', 'PLACED', 'PLACED']);
});

test('what cannot be written of one order fails alone', async () => {
  const all = await several(await product());
  const [fact] = all[1]!.facts;
  all[1] = { ...all[1]!, facts: [{ ...fact!, amount: 2 ** 60 }] };
  const settled = await Promise.allSettled(all.map(createFoldLine(shop.app.pg)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await statuses(all)).toEqual(['PLACED', 'PENDING', 'PLACED']);
});

test('orders with more lines together than one transaction takes are folded one after the other', async () => {
  const all = await several(await product());
  await Promise.all(all.map(createFoldLine(shop.app.pg, 2)));
  expect(await statuses(all)).toEqual(['PLACED', 'PLACED', 'PLACED']);
  expect(await transactions(all)).toBe(2);
});

test('paid too late at once, orders are placed as long as there is stock for all of their units; the money of the others goes back', async () => {
  const [scarce, plenty] = [await product(2), await product()];
  const all = [
    await waiting([plenty, 1], [scarce, 1]),
    await waiting([plenty, 3], [scarce, 1]),
    await waiting([plenty, 5]),
  ];
  await shop.pool.query(`update orders set expires_at = now() - interval '2 hours' where id = any($1)`, [
    idsOf(all),
  ]);
  await runTransition(shop.app.pg, (client) => expireOrders(client, 10));
  expect((await (await shop.buyerWith([scarce, 1])).post('/orders')).status).toBe(201);
  await Promise.all(all.map(createFoldLine(shop.app.pg)));
  expect(await statuses(all)).toEqual(['PLACED', 'CANCELLED', 'PLACED']);
  expect((await shop.admin.get(`/products/${plenty}`)).body.stockQuantity).toBe(94);
  const [, late] = all;
  const refunds = await shop.pool.query(
    `select amount::int from payment_operations where kind = 'REFUND' and order_id = $1`,
    [late!.orderId],
  );
  expect(refunds.rows).toEqual([{ amount: late!.facts[0]!.amount }]);
});

const jobOf = (messageId: string) =>
  ({ id: newId(), job: 'payments.apply-webhook', payload: { messageId }, subjectId: messageId }) as const;

test('what a provider tells twice at once is kept once, with one job', async () => {
  const { keep } = createInbox(shop.app.pg);
  const told = (eventId: string, provider = 'manual') => {
    const id = newId();
    const message = jobOf(id);
    return keep({ inbox: { id, provider, eventId, refs: ['r'], paymentIds: [], facts: null }, message });
  };
  expect(await Promise.all([told('evt_2'), told('evt_1'), told('evt_1')])).toEqual([true, true, false]);
  expect(await told('evt_2')).toBe(false);
  // A name that fits no column.
  const settled = await Promise.allSettled([told('evt_3'), told('evt_4', 'x'.repeat(33))]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await count(shop.pool, 'outbox_messages', `job = 'payments.apply-webhook'`)).toBe(3);
  expect(await count(shop.pool, 'payment_inbox')).toBe(3);
});

test('a message finds its payments by their keys, however many payments there are', async () => {
  const { keep, read, settle } = createInbox(shop.app.pg);
  const [named, carried] = await several(await product());
  const [ref, paymentId] = [named!, carried!].map(({ facts }) => facts[0]!.ref);
  await shop.pool.query(
    `insert into payments (id, order_id, provider, ref, status, open, amount, currency, capture, created_at)
     select gen_random_uuid(), order_id, provider, 'other-' || n, 'FAILED', false, amount, currency, capture, created_at
       from payments cross join generate_series(1, 2000) n where id = $1`,
    [paymentId],
  );
  await shop.pool.query('analyze payments');
  const id = newId();
  const message = jobOf(id);
  const [refs, paymentIds] = [
    [ref!, 'unknown'],
    [paymentId!, ref!],
  ];
  await keep({ inbox: { id, provider: 'manual', eventId: 'evt_5', refs, paymentIds, facts: null }, message });
  const payments = (await read(id))?.payments;
  expect(payments?.map(({ order_id }) => order_id).toSorted()).toEqual(idsOf([named!, carried!]).toSorted());

  const { rows } = await shop.app.pg.query(`explain (analyze, format json) ${readMessages.text}`, [[id]]);
  expect(rowsOf(rows[0]['QUERY PLAN'][0].Plan, 'payments')).toBeLessThan(10);
  await settle({ id, known: true });
  expect(await read(id)).toBeUndefined();
});

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** Rows of a table that a plan has met. */
function rowsOf(plan: Plan, table: string): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  const below = (plan.Plans ?? []).map((one) => rowsOf(one, table));
  return below.reduce((sum, one) => sum + one, plan['Relation Name'] === table ? own : 0);
}
