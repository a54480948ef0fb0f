import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOrderDrift } from '../../src/order-life/find-order-drift.ts';
import { findDrift } from '../../src/stock/find-drift.ts';
import { costOrder } from '../setup/costs.ts';
import { type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';

let desk: LifeDesk;
let orderId: string;
let productId: string;
beforeAll(async () => {
  desk = await openLifeDesk();
  productId = (await desk.product({ stock: 100 })).id;
  const untouched = await desk.product({ stock: 10 });
  orderId = (await desk.order([productId, 10], [untouched.id, 1])).id;
  const units = (quantity: number) => [{ productId, quantity }];
  await desk.cancel(orderId, { items: units(2) });
  await desk.cancel(orderId, { items: units(1), restock: false });
  await desk.fulfil(orderId, { items: units(5) });
  const undone = await desk.fulfil(orderId, { items: units(1) });
  await desk.undo(orderId, { fulfillmentId: undone.view.id });
  const items = [{ productId, quantity: 3, reason: 'late' }];
  const { view } = await desk.request(orderId, { items });
  await desk.receive(orderId, {
    returnId: view.id,
    items: [
      { productId, quantity: 1, disposition: 'RESTOCK' },
      { productId, quantity: 1, disposition: 'DISCARD' },
    ],
  });
  await costOrder(desk.pool, orderId);
});
afterAll(() => desk.close());

/** What is found beside a change past Holdfast, which is not kept. */
async function found(sql: string, values: unknown[] = [orderId]) {
  const client = await desk.pool.connect();
  try {
    await client.query('begin');
    expect((await client.query(sql, values)).rowCount).toBeGreaterThan(0);
    return { orders: await findOrderDrift(client), products: await findDrift(client) };
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const ofItem = 'where order_id = $1 and position = 0';
const cancellations = 'select id from order_cancellations where order_id = $1';

test('an order that was cancelled in part, shipped and brought back agrees with its records', async () => {
  expect(await findOrderDrift(desk.pool)).toEqual([]);
  expect(await findDrift(desk.pool)).toEqual([]);
});

test.each([
  [
    'cancelled units without a cancellation',
    `update order_items set cancelled = 4 ${ofItem}`,
    'line 0: cancelled is 4, and 3',
  ],
  [
    'shipped units without a parcel',
    `update order_items set fulfilled = 6 ${ofItem}`,
    'line 0: fulfilled is 6, and 5',
  ],
  [
    'returned units without a receipt',
    `update order_items set returned = 3 ${ofItem}`,
    'line 0: returned is 3, and 2',
  ],
  [
    'restocked units without a record',
    `update order_items set restocked = 4 ${ofItem}`,
    'line 0: restocked is 4, and 3',
  ],
  [
    'a cancellation that the item does not know',
    `update order_cancellation_items set quantity = quantity + 1 where cancellation_id in (${cancellations})`,
    'line 0: cancelled is 3, and 5',
  ],
  [
    'a parcel that was undone and is counted',
    `update fulfillments set undone_at = null where order_id = $1`,
    'line 0: fulfilled is 5, and 6',
  ],
  [
    'a movement of a cancellation that the order does not know',
    `insert into stock_movements (product_id, product_version, delta, reason, reference, resulting_quantity)
     select product_id, 1000, 1, 'cancellation', $1, 1 from order_items ${ofItem}`,
    'line 0: restocked in the ledger is 4, and 3',
  ],
  [
    'a movement of a return of a product that was not ordered',
    `insert into stock_movements (product_id, product_version, delta, reason, reference, resulting_quantity)
     select id, 1000, 1, 'return', gen_random_uuid(), 1 from products where id <> (select product_id from order_items ${ofItem})`,
    'restocked in the ledger is 1, and not ordered',
  ],
  [
    'an order that is cancelled with units left',
    `update orders set status = 'CANCELLED' where id = $1`,
    'status is CANCELLED, and PLACED',
  ],
  [
    'a fulfillment status that does not follow',
    `update orders set fulfillment_status = 'FULFILLED' where id = $1`,
    'fulfillment status is FULFILLED, and PARTIALLY_FULFILLED',
  ],
  [
    'a return status that does not follow',
    `update orders set return_status = 'NONE' where id = $1`,
    'return status is NONE, and PARTIALLY_RETURNED',
  ],
  [
    'a line whose discount is another',
    `update order_items set discount = discount + 1 ${ofItem}`,
    'shared discount is',
  ],
  ['a line whose tax is another', `update order_items set tax = tax + 1 ${ofItem}`, 'shared tax is'],
  [
    'a charge that is gone',
    'delete from order_charges where order_id = $1',
    'sum of its charges is 495, and 0',
  ],
  [
    'a discount that is gone',
    'delete from order_discounts where order_id = $1 and position = 1',
    'sum of its discounts is',
  ],
  [
    'a total that is not that of the lines',
    `update orders set items_total = items_total + 1, total = total + 1 where id = $1`,
    'sum of its lines is',
  ],
])('finds %s', async (_, sql, fault) => {
  const { orders } = await found(sql, sql.includes('$1') ? [orderId] : []);
  expect(orders.flatMap(({ faults }) => faults).join('\n')).toContain(fault);
});

test('finds units that orders hold and the ledger has not sold, whatever the status of the order', async () => {
  const { products } = await found(`update order_items set restocked = 2 ${ofItem}`);
  expect(products).toMatchObject([{ productId, ordered: 8, sold: 7 }]);
  const cancelled = await found(`update orders set status = 'CANCELLED' where id = $1`);
  expect(cancelled.products).toEqual([]);
});
