import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { listReturns } from '../../src/order-life/read-returns.ts';
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

/** An order of 5 units, of which 3 were shipped, and a return of `units` of these. */
async function returned(units: number) {
  const cup = await desk.product({ stock: 10, price: 300 });
  const order = await desk.order([cup.id, 5]);
  await desk.fulfil(order.id, { items: [{ productId: cup.id, quantity: 3 }] });
  const items = [{ productId: cup.id, quantity: units, reason: 'too small, says Ann' }];
  const { view } = await desk.request(order.id, { items, actor: { role: 'CUSTOMER' } });
  return { cup, order, returnId: view.id, view, items };
}

describe('a return', () => {
  test('of 3 units, 2 restocked and 1 discarded, puts 2 back into stock, and the timeline tells no words of customers', async () => {
    const { cup, order, returnId, view, items } = await returned(3);
    expect(view).toMatchObject({ status: 'REQUESTED', items, receipts: [] });
    expect(await desk.read(order.id)).toMatchObject({ returnStatus: 'REQUESTED', items: [{ returned: 0 }] });
    expect(await stockOf(desk.pool, cup.id)).toBe(5);

    const units = (quantity: number, disposition: 'RESTOCK' | 'DISCARD') => ({
      productId: cup.id,
      quantity,
      disposition,
    });
    const both = [units(2, 'RESTOCK'), units(1, 'DISCARD')];
    const receipt = await desk.receive(order.id, { returnId, items: both });
    expect(receipt.view).toEqual({
      id: expect.any(String),
      orderId: order.id,
      returnId,
      items: both,
      refund: true,
      amount: 900,
      currency: 'GBP',
      createdAt: expect.any(String),
    });
    expect(await stockOf(desk.pool, cup.id)).toBe(7);
    expect(await desk.read(order.id)).toMatchObject({
      returnStatus: 'PARTIALLY_RETURNED',
      items: [{ fulfilled: 3, returned: 3 }],
    });
    expect(await listReturns(desk.pool, order.id)).toEqual([
      {
        ...view,
        status: 'RECEIVED',
        items: [{ ...view.items[0], received: 3, restocked: 2, discarded: 1 }],
        receipts: [receipt.view],
      },
    ]);
    await desk.cancel(order.id);
    expect(await desk.read(order.id)).toMatchObject({ status: 'PLACED', returnStatus: 'RETURNED' });
    const events = await eventsOf(desk.pool, order.id);
    expect(events.map(({ type }) => type)).toEqual([
      'fulfillment.created',
      'return.requested',
      'return.received',
      'order.items_cancelled',
    ]);
    expect(JSON.stringify(events)).not.toContain('Ann');
  });

  test('of more than was shipped and not announced yet is refused', async () => {
    const { cup, order, returnId } = await returned(2);
    const request = (quantity: number) =>
      faultOf(desk.request(order.id, { items: [{ productId: cup.id, quantity, reason: 'x' }] }));
    const receive = (quantity: number) =>
      faultOf(
        desk.receive(order.id, {
          returnId,
          items: [{ productId: cup.id, quantity, disposition: 'RESTOCK' }],
        }),
      );
    expect(await request(2)).toBe('quantity_exceeded');
    expect(await receive(3)).toBe('quantity_exceeded');
    expect(await receive(1)).toBe('none');
    expect(await receive(2)).toBe('quantity_exceeded');
    expect(await request(2)).toBe('quantity_exceeded');
    expect(await request(1)).toBe('none');
    expect(await receive(1)).toBe('none');
    expect(await receive(1)).toBe('return_closed');
    expect(await request(1)).toBe('quantity_exceeded');
    expect(await stockOf(desk.pool, cup.id)).toBe(7);
  });

  test('at once in several takes in what was shipped, once', async () => {
    const { cup, order, returnId } = await returned(3);
    const items = [{ productId: cup.id, quantity: 1, disposition: 'RESTOCK' as const }];
    const faults = await Promise.all(
      Array.from({ length: 10 }, () => faultOf(desk.receive(order.id, { returnId, items }))),
    );
    expect(faults.filter((fault) => fault === 'none')).toHaveLength(3);
    expect(faults.filter((fault) => fault === 'return_closed')).toHaveLength(7);
    expect(await stockOf(desk.pool, cup.id)).toBe(8);
  });

  test('that is refused frees its units; of one that came in part, the rest', async () => {
    const { cup, order, returnId, items } = await returned(3);
    expect((await desk.refuse(order.id, { returnId })).view.status).toBe('REFUSED');
    expect((await desk.read(order.id)).returnStatus).toBe('NONE');
    expect(await faultOf(desk.refuse(order.id, { returnId }))).toBe('return_closed');

    const second = (await desk.request(order.id, { items })).view.id;
    const one = [{ productId: cup.id, quantity: 1, disposition: 'DISCARD' as const }];
    await desk.receive(order.id, { returnId: second, items: one });
    expect((await desk.refuse(order.id, { returnId: second })).view).toMatchObject({
      status: 'RECEIVED',
      items: [{ quantity: 3, received: 1 }],
    });
    expect(await faultOf(desk.request(order.id, { items: [{ ...items[0]!, quantity: 2 }] }))).toBe('none');
  });

  test('keeps its parcel: what came back or is announced was shipped', async () => {
    const { order, returnId } = await returned(1);
    const { rows } = await desk.pool.query('select id from fulfillments where order_id = $1', [order.id]);
    const fulfillmentId = rows[0].id;
    expect(await faultOf(desk.undo(order.id, { fulfillmentId }))).toBe('units_returned');
    await desk.refuse(order.id, { returnId });
    expect(await faultOf(desk.undo(order.id, { fulfillmentId }))).toBe('none');
  });

  test('comes in when the stock is at its bound: what does not fit is discarded', async () => {
    const { cup, order, returnId } = await returned(3);
    await desk.pool.query(
      `with p as (update products set stock_quantity = $2, version = version + 1 where id = $1 returning version)
       insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       select $1, version, $2 - 5, 'adjustment', $2 from p`,
      [cup.id, limits.stock - 1],
    );
    const items = [{ productId: cup.id, quantity: 3, disposition: 'RESTOCK' as const }];
    expect((await desk.receive(order.id, { returnId, items })).view.items).toEqual([
      { productId: cup.id, quantity: 1, disposition: 'RESTOCK' },
      { productId: cup.id, quantity: 2, disposition: 'DISCARD' },
    ]);
  });
});
