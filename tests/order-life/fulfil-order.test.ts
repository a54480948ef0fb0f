import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { eventsOf, faultOf, type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';
import { stockOf } from '../setup/records.ts';

let desk: LifeDesk;
beforeAll(async () => {
  desk = await openLifeDesk();
});
afterEach(() => expectSoundBooks(desk.pool));
afterAll(async () => {
  await expectNoDeadlocks(desk.pool);
  await desk.close();
});

describe('a parcel', () => {
  test('takes open units along, moves no stock, and is told of once', async () => {
    const [cup, mug] = [await desk.product({ stock: 10 }), await desk.product({ stock: 10 })];
    const order = await desk.order([cup.id, 3], [mug.id, 2]);
    const carrier = { carrier: 'Royal Mail', trackingNumber: 'RM1', trackingUrl: 'https://example.org/RM1' };
    const first = await desk.fulfil(order.id, { items: [{ productId: mug.id, quantity: 2 }], ...carrier });
    expect(first.view).toEqual({
      id: expect.any(String),
      orderId: order.id,
      items: [{ productId: mug.id, quantity: 2 }],
      ...carrier,
      createdAt: expect.any(String),
      deliveredAt: null,
    });
    expect(await desk.read(order.id)).toMatchObject({
      status: 'PLACED',
      version: 2,
      fulfillmentStatus: 'PARTIALLY_FULFILLED',
      items: [{ fulfilled: 0 }, { fulfilled: 2 }],
    });
    expect((await desk.fulfil(order.id)).view.items).toEqual([{ productId: cup.id, quantity: 3 }]);
    expect((await desk.read(order.id)).fulfillmentStatus).toBe('FULFILLED');
    expect([await stockOf(desk.pool, cup.id), await stockOf(desk.pool, mug.id)]).toEqual([7, 8]);
    expect(await eventsOf(desk.pool, order.id)).toMatchObject([
      { type: 'fulfillment.created', data: { fulfillmentId: first.view.id, items: first.view.items } },
      { type: 'fulfillment.created' },
    ]);
  });

  test('of an order that is not paid, is cancelled or has nothing open is refused', async () => {
    const cup = await desk.product({ stock: 10 });
    const [unpaid, cancelled, done] = await Promise.all(
      [1, 1, 2].map((units) => desk.order([cup.id, units])),
    );
    await desk.pool.query(`update orders set status = 'PENDING' where id = $1`, [unpaid!.id]);
    expect(await faultOf(desk.fulfil(unpaid!.id))).toBe('order_unpaid');
    await desk.cancel(unpaid!.id);
    await desk.cancel(cancelled!.id);
    expect(await faultOf(desk.fulfil(cancelled!.id))).toBe('order_cancelled');
    await desk.fulfil(done!.id);
    expect(await faultOf(desk.fulfil(done!.id))).toBe('nothing_open');
    expect(await faultOf(desk.cancel(done!.id))).toBe('nothing_open');
    expect(await faultOf(desk.cancel(done!.id, { actor: { role: 'CUSTOMER' } }))).toBe('order_fulfilled');
  });

  test('is delivered once, and can be taken back until then', async () => {
    const cup = await desk.product({ stock: 10 });
    const order = await desk.order([cup.id, 4]);
    const { view } = await desk.fulfil(order.id, { items: [{ productId: cup.id, quantity: 3 }] });
    const undone = await desk.undo(order.id, { fulfillmentId: view.id });
    expect(undone.order.version).toBe(3);
    expect(await desk.read(order.id)).toMatchObject({
      fulfillmentStatus: 'UNFULFILLED',
      items: [{ fulfilled: 0 }],
    });
    expect(await faultOf(desk.undo(order.id, { fulfillmentId: view.id }))).toBe('not_found');

    const fulfillmentId = (await desk.fulfil(order.id)).view.id;
    const deliveredAt = new Date('2026-11-28T10:00:00Z');
    const delivered = await desk.deliver(order.id, { fulfillmentId, deliveredAt });
    expect(delivered.view.deliveredAt).toBe(deliveredAt.toISOString());
    expect((await desk.deliver(order.id, { fulfillmentId, deliveredAt })).order).toEqual(delivered.order);
    expect(await faultOf(desk.deliver(order.id, { fulfillmentId, deliveredAt: new Date() }))).toBe(
      'already_delivered',
    );
    expect(await faultOf(desk.undo(order.id, { fulfillmentId }))).toBe('already_delivered');
    expect((await eventsOf(desk.pool, order.id)).map(({ type }) => type)).toEqual([
      'fulfillment.created',
      'fulfillment.undone',
      'fulfillment.created',
      'fulfillment.delivered',
    ]);
  });

  test('of another order is not found', async () => {
    const cup = await desk.product({ stock: 10 });
    const [order, other] = [await desk.order([cup.id, 1]), await desk.order([cup.id, 1])];
    const fulfillmentId = (await desk.fulfil(other.id)).view.id;
    expect(await faultOf(desk.undo(order.id, { fulfillmentId }))).toBe('not_found');
  });
});

test('5 units, 2 cancelled with restocking, 2 shipped, 1 cancelled without: stock has 2 more, and the books agree', async () => {
  const cup = await desk.product({ stock: 10 });
  const order = await desk.order([cup.id, 5]);
  const units = (quantity: number) => ({ items: [{ productId: cup.id, quantity }] });
  await desk.cancel(order.id, units(2));
  await desk.fulfil(order.id, units(2));
  await desk.cancel(order.id, { ...units(1), restock: false });
  expect(await stockOf(desk.pool, cup.id)).toBe(7);
  expect(await desk.read(order.id)).toMatchObject({
    status: 'PLACED',
    fulfillmentStatus: 'FULFILLED',
    items: [{ quantity: 5, cancelled: 3, fulfilled: 2 }],
  });
});

test('50 cancellations and parcels of the same 10 units at once cover exactly 10', async () => {
  const cup = await desk.product({ stock: 10 });
  const order = await desk.order([cup.id, 10]);
  const items = [{ productId: cup.id, quantity: 1 }];
  const faults = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      faultOf(n % 2 ? desk.cancel(order.id, { items }) : desk.fulfil(order.id, { items })),
    ),
  );
  expect(faults.filter((fault) => fault === 'none')).toHaveLength(10);
  expect(faults.filter((fault) => fault === 'nothing_open')).toHaveLength(40);
  const { cancelled, fulfilled } = (await desk.read(order.id)).items[0]!;
  expect(cancelled + fulfilled).toBe(10);
  expect(await stockOf(desk.pool, cup.id)).toBe(cancelled);
});
