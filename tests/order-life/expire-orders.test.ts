import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expireOrders } from '../../src/order-life/expire-orders.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { eventsOf, type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';
import { stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let desk: LifeDesk;
beforeAll(async () => {
  desk = await openLifeDesk();
});
afterEach(() => expectSoundBooks(desk.pool));
afterAll(() => desk.close());

/** An order that waits for money since `minutes`, until a quarter of an hour had passed. */
async function unpaid(productId: string, minutes: number) {
  const order = await desk.order([productId, 2]);
  await desk.pool.query(
    `update orders set status = 'PENDING', expires_at = now() + interval '1 minute' * (15 - $2::int) where id = $1`,
    [order.id, minutes],
  );
  return order.id;
}
const expire = (limit = 100) => runTransition(desk.life, (client) => expireOrders(client, limit));
const statusesOf = (ids: string[]) => Promise.all(ids.map(async (id) => (await desk.read(id)).status));

test('unpaid orders are cancelled when their time is over, once, and no others', async () => {
  const cup = await desk.product({ stock: 100 });
  const late = await Promise.all([unpaid(cup.id, 16), unpaid(cup.id, 60), unpaid(cup.id, 17)]);
  const others = [await unpaid(cup.id, 14), (await desk.order([cup.id, 2])).id];
  const runs = await Promise.all([expire(), expire()]);
  expect(runs.flatMap(({ expired }) => expired.map(({ order }) => order.id)).toSorted()).toEqual(
    late.toSorted(),
  );
  expect(await statusesOf(late)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  expect(await statusesOf(others)).toEqual(['PENDING', 'PLACED']);
  expect((await desk.read(late[0]!)).expiresAt).toBeNull();
  expect(await stockOf(desk.pool, cup.id)).toBe(96);
  expect(await eventsOf(desk.pool, late[0]!)).toMatchObject([
    { type: 'order.expired', actor_role: 'SYSTEM', actor_id: null, data: { reason: 'expired' } },
  ]);
  expect((await expire()).expired).toEqual([]);
});

test('one that somebody holds is left for later; the longest overdue come first', async () => {
  const cup = await desk.product({ stock: 100 });
  const [held, first, second] = [
    await unpaid(cup.id, 60),
    await unpaid(cup.id, 40),
    await unpaid(cup.id, 30),
  ];
  await asRival(desk.pool, async (rival) => {
    await rival.query('select from orders where id = $1 for no key update', [held]);
    const run = await expire(1);
    expect([run.expired.map(({ order }) => order.id), run.more]).toEqual([[first], true]);
  });
  const run = await expire();
  expect(run.expired.map(({ order }) => order.id).toSorted()).toEqual([held, second].toSorted());
  expect(run.more).toBe(false);
});
