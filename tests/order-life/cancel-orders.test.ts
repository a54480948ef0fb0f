import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { cancelOrders } from '../../src/order-life/cancel-orders.ts';
import { OrderError } from '../../src/order-life/order-error.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { eventsOf, faultOf, type LifeDesk, openLifeDesk, operator } from '../setup/life-desk.ts';
import { lockWaiter } from '../setup/orders.ts';
import { count, stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let desk: LifeDesk;
beforeAll(async () => {
  desk = await openLifeDesk();
});
afterEach(() => expectSoundBooks(desk.pool));
afterAll(async () => {
  await expectNoDeadlocks(desk.pool);
  await desk.close();
});

const ledgerOf = async (productId: string) => {
  const { rows } = await desk.pool.query(
    `select delta, reason, reference from stock_movements where product_id = $1 and reason <> 'import'
      order by product_version, position`,
    [productId],
  );
  return rows;
};
describe('a cancellation', () => {
  test('of the whole order puts its stock back, tells of it and owes one mail, in one commit', async () => {
    const [cup, mug] = [
      await desk.product({ stock: 10, price: 300 }),
      await desk.product({ stock: 10, price: 50 }),
    ];
    const order = await desk.order([cup.id, 3], [mug.id, 2]);
    const { view, owes, order: after } = await desk.cancel(order.id, { note: 'as asked by telephone' });
    expect(view).toEqual({
      id: expect.any(String),
      orderId: order.id,
      items: [
        { productId: cup.id, quantity: 3 },
        { productId: mug.id, quantity: 2 },
      ],
      reason: 'staff',
      restock: true,
      refund: true,
      note: 'as asked by telephone',
      amount: 1_000,
      currency: 'GBP',
      createdAt: expect.any(String),
    });
    expect(after).toEqual({ id: order.id, version: 2 });
    expect(await desk.read(order.id)).toMatchObject({
      status: 'CANCELLED',
      version: 2,
      total: 1_000,
      items: [{ cancelled: 3 }, { cancelled: 2 }],
    });
    expect([await stockOf(desk.pool, cup.id), await stockOf(desk.pool, mug.id)]).toEqual([10, 10]);
    expect(await ledgerOf(cup.id)).toEqual([
      { delta: -3, reason: 'sale', reference: order.id },
      { delta: 3, reason: 'cancellation', reference: order.id },
    ]);
    const events = await eventsOf(desk.pool, order.id);
    expect(events).toEqual([
      {
        type: 'order.cancelled',
        actor_role: 'ADMIN',
        actor_id: operator.id,
        order_version: 2,
        data: {
          cancellationId: view.id,
          reason: 'staff',
          restock: true,
          refund: true,
          items: view.items,
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('telephone');
    const owed = await desk.pool.query('select job, payload from outbox_messages where id = $1', [
      owes[0]!.id,
    ]);
    expect(owed.rows).toEqual([
      { job: 'order.send-cancelled-email', payload: { orderId: order.id, recordId: view.id } },
    ]);
  });

  test('of some units leaves the order placed; without restocking their stock is gone', async () => {
    const cup = await desk.product({ stock: 10, price: 300 });
    const order = await desk.order([cup.id, 5]);
    const some = await desk.cancel(order.id, { items: [{ productId: cup.id, quantity: 2 }] });
    expect(some.view).toMatchObject({ amount: 600, items: [{ productId: cup.id, quantity: 2 }] });
    await desk.cancel(order.id, {
      items: [{ productId: cup.id, quantity: 1 }],
      restock: false,
      refund: false,
    });
    expect(await stockOf(desk.pool, cup.id)).toBe(7);
    expect(await desk.read(order.id)).toMatchObject({
      status: 'PLACED',
      version: 3,
      items: [{ cancelled: 3 }],
    });
    expect((await desk.cancel(order.id)).view.items).toEqual([{ productId: cup.id, quantity: 2 }]);
    expect(await stockOf(desk.pool, cup.id)).toBe(9);
    expect((await eventsOf(desk.pool, order.id)).map(({ type }) => type)).toEqual([
      'order.items_cancelled',
      'order.items_cancelled',
      'order.cancelled',
    ]);
  });

  test('by a customer always restocks and refunds: nobody takes goods out of sale for nothing', async () => {
    const cup = await desk.product({ stock: 10 });
    const order = await desk.order([cup.id, 5]);
    const { view } = await desk.cancel(order.id, {
      actor: { role: 'CUSTOMER' },
      reason: 'customer',
      restock: false,
      refund: false,
    });
    expect(view).toMatchObject({ restock: true, refund: true });
    expect(await stockOf(desk.pool, cup.id)).toBe(10);
  });

  test('is refused with its reason, and then nothing has happened', async () => {
    const [cup, other] = [await desk.product({ stock: 10 }), await desk.product()];
    const order = await desk.order([cup.id, 5]);
    const units = (quantity: number, productId = cup.id) => ({ items: [{ productId, quantity }] });
    expect(await faultOf(desk.cancel('00000000-0000-7000-8000-000000000000'))).toBe('not_found');
    expect(await faultOf(desk.cancel(order.id, { ownerId: other.id }))).toBe('not_found');
    expect(await faultOf(desk.cancel(order.id, { precondition: (v) => v === 2 }))).toBe('version_mismatch');
    expect(await faultOf(desk.cancel(order.id, units(6)))).toBe('nothing_open');
    expect(await faultOf(desk.cancel(order.id, { items: [] }))).toBe('nothing_open');
    expect(await faultOf(desk.cancel(order.id, units(1, other.id)))).toBe('no_such_item');
    const twice = [...units(3).items, ...units(3).items];
    expect(await faultOf(desk.cancel(order.id, { items: twice }))).toBe('nothing_open');
    expect((await desk.read(order.id)).version).toBe(1);
    expect(await count(desk.pool, 'order_cancellations', 'order_id = $1', [order.id])).toBe(0);
    await desk.cancel(order.id);
    expect(await faultOf(desk.cancel(order.id))).toBe('order_cancelled');
  });

  test('goes through when the stock is at its bound: what does not fit is not for sale again', async () => {
    const cup = await desk.product({ stock: limits.stock });
    const order = await desk.order([cup.id, 5]);
    await desk.pool.query(
      `with p as (update products set stock_quantity = $2, version = version + 1 where id = $1 returning version)
       insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       select $1, version, 3, 'adjustment', $2 from p`,
      [cup.id, limits.stock - 2],
    );
    await desk.cancel(order.id);
    expect(await stockOf(desk.pool, cup.id)).toBe(limits.stock);
    const { rows } = await desk.pool.query(
      `select quantity, restocked from order_cancellation_items u join order_cancellations c on c.id = u.cancellation_id
        where c.order_id = $1`,
      [order.id],
    );
    expect(rows).toEqual([{ quantity: 5, restocked: 2 }]);
  });

  test('is decided again when stock comes up to its bound while it is decided', async () => {
    const cup = await desk.product({ stock: limits.stock });
    const order = await desk.order([cup.id, 5]);
    let cancelled: Promise<unknown> | undefined;
    await asRival(desk.pool, async (rival) => {
      await rival.query(
        `with p as (update products set stock_quantity = $2, version = version + 1 where id = $1 returning version)
         insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
         select $1, version, 5, 'adjustment', $2 from p`,
        [cup.id, limits.stock],
      );
      cancelled = desk.cancel(order.id);
      await lockWaiter(desk.pool, 'life');
    });
    await cancelled;
    expect(await stockOf(desk.pool, cup.id)).toBe(limits.stock);
    expect((await desk.read(order.id)).status).toBe('CANCELLED');
  });
});

describe('cancellations at the same time', () => {
  test('of the same units cover them once, and the others are told that nothing is open', async () => {
    const cup = await desk.product({ stock: 20 });
    const order = await desk.order([cup.id, 10]);
    const faults = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        faultOf(desk.cancel(order.id, { items: [{ productId: cup.id, quantity: 1 + (n % 2) * 2 }] })),
      ),
    );
    const { items, version } = await desk.read(order.id);
    expect(items[0]!.cancelled).toBe(10);
    expect(faults.filter((fault) => fault === 'none')).toHaveLength(version - 1);
    expect(faults.filter((f) => !['none', 'nothing_open', 'order_cancelled'].includes(f))).toEqual([]);
    expect(await stockOf(desk.pool, cup.id)).toBe(20);
  });

  test('of orders of the same products in opposite orders, while these are sold, do not deadlock', async () => {
    const [cup, mug] = [await desk.product({ stock: 400 }), await desk.product({ stock: 400 })];
    const orders = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 ? desk.order([cup.id, 1], [mug.id, 1]) : desk.order([mug.id, 1], [cup.id, 1]),
      ),
    );
    await Promise.all([
      ...orders.map((order) => desk.cancel(order.id)),
      ...Array.from({ length: 10 }, () => desk.order([mug.id, 1], [cup.id, 1])),
    ]);
    expect([await stockOf(desk.pool, cup.id), await stockOf(desk.pool, mug.id)]).toEqual([390, 390]);
  });
});

describe('many orders in one transaction', () => {
  test('give each product one new version; who is refused does not hold up the others', async () => {
    const cup = await desk.product({ stock: 100 });
    const orders = await Promise.all(Array.from({ length: 5 }, (_, n) => desk.order([cup.id, n + 1])));
    await desk.cancel(orders[1]!.id);
    const versionOf = async () =>
      (await desk.pool.query('select version from products where id = $1', [cup.id])).rows[0].version;
    const before = await versionOf();
    const ids = [...orders, orders[0]!].map(({ id }) => id);
    const outcomes = await runTransition(desk.life, (client) =>
      cancelOrders(
        client,
        ids.map((orderId) => ({ orderId, actor: { role: 'SYSTEM' }, reason: 'fraud' })),
      ),
    );
    expect(outcomes.map((outcome) => (outcome instanceof OrderError ? outcome.fault : 'done'))).toEqual([
      'done',
      'order_cancelled',
      'done',
      'done',
      'done',
      'order_cancelled',
    ]);
    expect(await stockOf(desk.pool, cup.id)).toBe(100);
    expect(await versionOf()).toBe(before + 1);
  });
});
