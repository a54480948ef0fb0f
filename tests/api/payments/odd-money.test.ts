import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findTrouble } from '../../../src/api/admin/payments/sql/find-trouble.ts';
import { comparePayments, contradictedPayments } from '../../../src/order-payments/compare-payments.ts';
import { notePayments, readPaymentsNote } from '../../../src/order-payments/payment-notes.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { count } from '../../setup/records.ts';
import { openTill, type Paying, type Till } from '../../setup/till.ts';

let till: Till;
let productId: string;
const noWebhooks = { loseWebhooks: 1 };
beforeAll(async () => {
  till = await openTill();
  productId = (await till.shop.product({ price: 500, stock: 1_000 })).id;
  await till.faults(noWebhooks);
});
afterEach(() => till.faults(noWebhooks));
afterAll(async () => {
  await expectSoundBooks(till.shop.pool);
  await till.close();
});

const read = async ({ order }: Paying) => (await till.shop.admin.get(order)).body;
const refresh = ({ payment }: Paying) => till.shop.admin.post(`${payment}/refreshes`);
const hourAgo = () => new Date(Date.now() - 3_600_000);
const compare = () => comparePayments(till.shop.app.payments, { since: hourAgo(), fold: false });
const ship = async ({ order }: Paying, body: object = {}) =>
  (await till.shop.admin.post(`${order}/fulfillments`, body)).status;
const troubles = async ({ id }: Paying) =>
  (await findTrouble(till.shop.pool, 100)).filter(({ orderId }) => orderId === id).map(({ kind }) => kind);
const typesOf = async ({ order }: Paying) =>
  (await till.shop.admin.get(`${order}/events`)).body.items.map(({ type }: { type: string }) => type);

describe('money that is not what was asked for', () => {
  const mismatched = async (other: { amount?: number; currency?: string }) => {
    const paying = await till.pay(productId, 2);
    const page = await till.secondPage(paying, 'automatic', other);
    await till.move(page, 'approve');
    // The provider tells of it by the id of ours that it carries.
    await comparePayments(till.shop.app.payments, { since: hourAgo(), fold: true });
    await till.settle();
    const { items } = (await till.shop.admin.get(`${paying.order}/events`)).body;
    const [event] = items.filter(({ type }: { type: string }) => type === 'payment.mismatched');
    return { paying, page, told: event?.data };
  };
  const expected = { expected: 1_000, expectedCurrency: 'GBP' };

  test('too little: the order waits for the rest, and it is told', async () => {
    const { paying, told } = await mismatched({ amount: 400 });
    expect(told).toMatchObject({ amount: 400, currency: 'GBP', ...expected });
    expect(await read(paying)).toMatchObject({
      status: 'PENDING',
      captured: 400,
      paymentStatus: 'PARTIALLY_PAID',
    });
    expect(await troubles(paying)).toEqual(['payment.mismatched']);
    // What is missing is what another attempt asks for; then it is placed, and nothing goes back.
    const rest = await paying.buyer.post(`${paying.order}/payments`, { provider: 'simulator' });
    expect([rest.status, rest.body.amount]).toEqual([201, 600]);
    const open = (await till.rows(paying.id)).find(({ amount }) => amount === 600)!;
    await till.move(open.ref, 'approve');
    await till.shop.admin.post(`${rest.headers.location}/refreshes`);
    await till.settle();
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000, refunded: 0 });
    expect(await troubles(paying)).toEqual([]);
  });

  test('too much: the order is placed, it is told, and the rest goes back', async () => {
    const { paying, told } = await mismatched({ amount: 1_500 });
    expect(told).toMatchObject({ amount: 1_500, currency: 'GBP', ...expected });
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000, refunded: 0 });
    const kept = (await till.rows(paying.id)).map(({ captured, refunded }) => captured - refunded);
    expect(kept.toSorted()).toEqual([0, 1_000]);
    expect(await troubles(paying)).toEqual([]);
  });

  test('of another currency: it pays for nothing, it is told, and the comparison names it', async () => {
    const { paying, page, told } = await mismatched({ currency: 'EUR' });
    expect(told).toMatchObject({ amount: 1_000, currency: 'EUR', ...expected });
    expect(await read(paying)).toMatchObject({ status: 'PENDING', captured: 0, paymentStatus: 'UNPAID' });
    expect(await compare()).toMatchObject([
      { ref: page, orderId: paying.id, what: 'captured', there: 1_000, here: 0 },
    ]);
    // It stays with the shop until it is given back, whatever pays for the order.
    await till.move(paying.ref, 'approve');
    await refresh(paying);
    expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 1_000 });
    expect(await troubles(paying)).toEqual(['payment.mismatched']);
    await till.move(page, 'refund');
    const { items } = (await paying.buyer.get(`${paying.order}/payments`)).body;
    const { id } = items.find((one: { id: string }) => !paying.payment.endsWith(one.id));
    await till.shop.admin.post(`${paying.order}/payments/${id}/refreshes`);
    expect(await troubles(paying)).toEqual([]);
  });
});

test('a dispute that the shop wins brings the money back, and the order ships again', async () => {
  const paying = await till.pay(productId, 2);
  await till.move(paying.ref, 'approve');
  await refresh(paying);
  await till.move(paying.ref, 'charge-back');
  await refresh(paying);
  expect(await read(paying)).toMatchObject({ captured: 1_000, refunded: 1_000 });
  expect(await ship(paying)).toBe(409);
  expect(await troubles(paying)).toEqual(['payment.charged_back']);

  await till.move(paying.ref, 'win-dispute');
  await Promise.all([refresh(paying), refresh(paying), till.settle()]);
  expect(await read(paying)).toMatchObject({ captured: 1_000, refunded: 0, paymentStatus: 'PAID' });
  expect((await typesOf(paying)).filter((type: string) => type === 'payment.chargeback_won')).toHaveLength(1);
  expect(await troubles(paying)).toEqual([]);
  expect((await compare()).filter(({ orderId }) => orderId === paying.id)).toEqual([]);
  expect(await ship(paying)).toBe(201);
});

test('a refund that failed needs a person until its money has gone back in another way', async () => {
  const failed = async () => {
    await notePayments(till.shop.pool);
    return (await readPaymentsNote(till.shop.pool))!.value.failedRefunds;
  };
  const before = await failed();
  const refund = async (paying: Paying, amount: number, fails = false) => {
    const asked = { amount, reason: 'sorry' };
    expect((await till.shop.admin.post(`${paying.order}/refunds`, asked)).status).toBe(202);
    await till.settle();
    if (fails) await till.move(paying.ref, 'fail-refund');
    await refresh(paying);
  };
  const paid = async () => {
    const paying = await till.pay(productId, 4);
    await till.move(paying.ref, 'approve');
    await refresh(paying);
    return paying;
  };
  // All of it goes back: nothing is left that could be owed.
  const cancelled = await paid();
  await refund(cancelled, 1_200, true);
  expect([await troubles(cancelled), await failed()]).toEqual([['failed'], before + 1]);
  await till.shop.admin.post(`${cancelled.order}/cancellations`, { reason: 'other' });
  await till.settle();
  expect(await read(cancelled)).toMatchObject({ refunded: 2_000 });
  expect([await troubles(cancelled), await failed()]).toEqual([[], before]);

  // People give the same back once more; another amount is for something else.
  const again = await paid();
  await refund(again, 300, true);
  await refund(again, 200);
  expect([await troubles(again), await failed()]).toEqual([['failed'], before + 1]);
  await refund(again, 300);
  expect([await troubles(again), await failed()]).toEqual([[], before]);
  await refund(again, 300, true);
  expect([await troubles(again), await failed()]).toEqual([['failed'], before + 1]);
});

test('a dispute that is told when it is won already has cost nothing', async () => {
  const paying = await till.pay(productId, 1);
  await till.move(paying.ref, 'approve');
  await till.move(paying.ref, 'charge-back');
  await till.move(paying.ref, 'win-dispute');
  await refresh(paying);
  expect(await read(paying)).toMatchObject({ status: 'PLACED', captured: 500, refunded: 0 });
});

test('what a bank takes back before the order is placed has to come again, and goes back where the bank gives it back', async () => {
  const paying = await till.pay(productId, 2);
  const part = await till.secondPage(paying, 'automatic', { amount: 400 });
  await till.move(part, 'approve');
  await comparePayments(till.shop.app.payments, { since: hourAgo(), fold: true });
  const taken = (await paying.buyer.get(`${paying.order}/payments`)).body.items.find(
    ({ captured }: { captured: number }) => captured === 400,
  );
  await till.move(part, 'charge-back');
  await till.shop.admin.post(`${paying.order}/payments/${taken.id}/refreshes`);
  expect(await read(paying)).toMatchObject({ status: 'PENDING', captured: 400, refunded: 400 });
  await till.settle();
  const again = await paying.buyer.post(`${paying.order}/payments`, { provider: 'simulator' });
  expect([again.status, again.body.amount]).toEqual([201, 1_000]);
  const open = (await till.rows(paying.id)).findLast(({ amount }) => amount === 1_000)!;
  await till.move(open.ref, 'approve');
  await till.shop.admin.post(`${again.headers.location}/refreshes`);
  await till.settle();
  const paid = { status: 'PLACED', captured: 1_000, refunded: 0, paymentStatus: 'PAID' };
  expect(await read(paying)).toMatchObject(paid);
  expect(await contradictedPayments(till.shop.app.payments)).toEqual([]);
  expect(await ship(paying)).toBe(201);

  await till.move(part, 'win-dispute');
  await till.shop.admin.post(`${paying.order}/payments/${taken.id}/refreshes`);
  await till.settle();
  expect(await read(paying)).toMatchObject(paid);
  const kept = (await till.rows(paying.id)).reduce((sum, row) => sum + row.captured - row.refunded, 0);
  expect(kept).toBe(1_000);
});

describe('money that is held, and let go within a day', () => {
  const heldFor = async (hours: number) => {
    const paying = await till.pay(productId, 2, 'onFulfillment');
    await till.move(paying.ref, 'approve', { heldMs: hours * 3_600_000 });
    await refresh(paying);
    expect(await read(paying)).toMatchObject({ status: 'PLACED', authorized: 1_000 });
    return paying;
  };
  const captures = ({ id }: Paying) =>
    count(till.shop.pool, 'payment_operations', `kind = 'CAPTURE' and order_id = '${id}'`);
  /** Ships, and the provider refused the money so many hours ago, as it does now and then. */
  const shipRefused = async (paying: Paying, hoursAgo: number) => {
    expect(await ship(paying, { items: [{ productId, quantity: 1 }] })).toBe(201);
    await till.shop.pool.query(
      `update payment_operations set state = 'FAILED', failure = 'card_declined', finished_at = now(),
              created_at = now() - $2 * interval '1 hour' where order_id = $1 and kind = 'CAPTURE'`,
      [paying.id, hoursAgo],
    );
  };
  const alarmed = async () => {
    await notePayments(till.shop.pool);
    return (await readPaymentsNote(till.shop.pool))!.value.endingHolds;
  };
  const lacking = async () => {
    await notePayments(till.shop.pool);
    return (await readPaymentsNote(till.shop.pool))!.value.lackingMoney;
  };

  test('is told of where nothing has shipped yet: nobody takes it then', async () => {
    const [soon, later] = [await heldFor(12), await heldFor(25)];
    await till.settle();
    expect([await troubles(soon), await troubles(later), await alarmed()]).toEqual([['ending'], [], 1]);
    expect(await captures(soon)).toBe(0);
    await till.shop.admin.post(`${soon.order}/cancellations`, { reason: 'other' });
    await till.settle();
    expect([await troubles(soon), await alarmed()]).toEqual([[], 0]);
  });

  test('and then is gone needs a person until it is asked for anew, came, or its order is cancelled', async () => {
    const [asked, came, given] = [await heldFor(1), await heldFor(1), await heldFor(1)];
    expect(await lacking()).toBe(0);
    for (const paying of [asked, came, given]) {
      await till.shop.admin.post(`${paying.payment}/voids`);
      await till.settle();
      expect(await read(paying)).toMatchObject({ status: 'PLACED', paymentStatus: 'UNPAID' });
      expect(await troubles(paying)).toEqual(['gone']);
    }
    expect(await lacking()).toBe(3);
    const anew = await asked.buyer.post(`${asked.order}/payments`, { provider: 'simulator' });
    expect([anew.status, anew.body.amount, await troubles(asked)]).toEqual([201, 1_000, []]);
    // Nobody pays it: it is asked for no more.
    await till.shop.admin.post(`${anew.headers.location}/voids`);
    await till.settle();
    expect(await troubles(asked)).toEqual(['gone']);
    const byHand = await till.shop.admin.post(`${came.order}/payments`, { provider: 'manual' });
    await till.shop.admin.post(`${byHand.headers.location}/captures`);
    await till.shop.admin.post(`${given.order}/cancellations`, { reason: 'other' });
    expect([await troubles(came), await troubles(given), await lacking()]).toEqual([[], [], 1]);
    expect(await ship(came)).toBe(201);
    await till.shop.admin.post(`${asked.order}/cancellations`, { reason: 'other' });
  });

  test('is asked for once more where its goods have gone; refused again, it waits for a person', async () => {
    const [refused, again] = [await heldFor(12), await heldFor(12)];
    await shipRefused(refused, 100);
    await shipRefused(again, 1);
    await till.settle();
    expect(await read(refused)).toMatchObject({ authorized: 0, captured: 1_000 });
    expect([await captures(refused), await captures(again)]).toEqual([2, 1]);
    expect(await troubles(refused)).toEqual([]);
    expect((await troubles(again)).toSorted()).toEqual(['ending', 'failed']);
  });
});
