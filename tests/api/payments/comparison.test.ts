import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  comparePayments,
  contradictedPayments,
  describeDifference,
} from '../../../src/order-payments/compare-payments.ts';
import { openTill, type Till } from '../../setup/till.ts';

let till: Till;
let productId: string;
beforeAll(async () => {
  till = await openTill();
  productId = (await till.shop.product({ price: 500, stock: 1_000 })).id;
  await till.faults({ loseWebhooks: 1 });
});
afterAll(() => till.close());

const compare = (fold = false) =>
  comparePayments(till.shop.app.payments, { since: new Date(Date.now() - 3_600_000), fold });

test('a page that the shop does not know is one of its payments by the id that it carries: paid, too, it is given back', async () => {
  const paying = await till.pay(productId, 2);
  const other = await till.secondPage(paying);
  await till.move(paying.ref, 'approve');
  await till.move(other, 'approve');
  expect(await compare(true)).toEqual([]);
  await till.settle();
  expect((await till.shop.admin.get(paying.order)).body).toMatchObject({ captured: 1_000, refunded: 0 });
  expect(await compare()).toEqual([]);
});

test('the comparison with a provider names order, payment and amount, folds in what was lost, and looks both ways', async () => {
  const paying = await till.pay(productId, 2);
  await till.move(paying.ref, 'approve');
  const [difference, ...others] = await compare();
  expect(others).toEqual([]);
  expect(difference).toMatchObject({ orderId: paying.id, what: 'captured', there: 1_000, here: 0 });
  expect(describeDifference(difference!)).toContain(`order ${paying.id}`);
  expect(await compare(true)).toEqual([]);
  expect((await till.shop.admin.get(paying.order)).body).toMatchObject({ status: 'PLACED', captured: 1_000 });

  // What its provider calls otherwise is unknown on both sides.
  await till.shop.pool.query(`update payments set ref = 'cs_other' where order_id = $1`, [paying.id]);
  const both = await compare();
  expect(both.map(({ what, there, here }) => [what, there, here])).toEqual([
    ['unknown here', 1_000, 0],
    ['unknown there', 0, 1_000],
  ]);
});

test('an order that says otherwise than its payments is found without asking anybody', async () => {
  expect(await contradictedPayments(till.shop.app.payments)).toEqual([]);
  const paying = await till.pay(productId, 1);
  await till.shop.pool.query('update orders set captured = 7 where id = $1', [paying.id]);
  expect(await contradictedPayments(till.shop.app.payments)).toEqual([
    { order_id: paying.id, payment_id: null, said: 7, known: 0 },
  ]);
});
