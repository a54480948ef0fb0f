import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { newId } from '../../src/ids.ts';
import { uuidAt } from '../../src/lists/uuid-time.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import { continueErasure, runningErasures } from '../../src/privacy/continue-erasure.ts';
import { erasePerson } from '../../src/privacy/erase-person.ts';
import { ErasureError } from '../../src/privacy/erasure-error.ts';
import { continueErasures } from '../../src/workers/processors/continue-erasures.ts';
import { type LifeDesk, openLifeDesk } from '../setup/life-desk.ts';
import { collectingLog } from '../setup/logs.ts';
import { lockWaiter } from '../setup/orders.ts';
import { count } from '../setup/records.ts';

let desk: LifeDesk;
beforeAll(async () => {
  desk = await openLifeDesk();
});
afterAll(() => desk.close());

/** Orders that are over, by somebody, straight into the database: of just now, or of a year ago. */
async function orders(userId: string, many: number, when: 'now' | 'long ago' = 'long ago'): Promise<void> {
  const yearAgo = uuidAt(Date.now() - 365 * 86_400_000).slice(0, 13);
  const ids = Array.from({ length: many }, newId);
  await desk.pool.query(
    `insert into orders (id, user_id, total, currency, status, customer_email, customer_name)
     select id, $1, 100, 'GBP', 'CANCELLED', 'ada@example.org', 'Ada' from unnest($2::uuid[]) as o (id)`,
    [userId, when === 'now' ? ids : ids.map((id) => yearAgo + id.slice(13))],
  );
}
const known = (userId: string) =>
  count(desk.pool, 'orders', 'user_id = $1 and customer_name is not null', [userId]);
const age = (id: string, minutes: number) =>
  desk.pool.query(
    `update erasures set requested_at = requested_at - make_interval(mins => $2) where id = $1`,
    [id, minutes],
  );
const isOver = (id: string) => count(desk.pool, 'erasures', 'id = $1 and completed_at is not null', [id]);
const run = (signal = new AbortController().signal) =>
  continueErasures({ pool: desk.life })({}, { signal, log: collectingLog().log });

describe('erasing somebody', () => {
  test('twice at once is once', async () => {
    const userId = await desk.customer();
    const asked = await Promise.all(Array.from({ length: 5 }, () => erasePerson(desk.life, userId)));
    expect(new Set(asked.map(({ erasure }) => erasure.id)).size).toBe(1);
    expect(await count(desk.pool, 'erasures', 'user_id = $1', [userId])).toBe(1);
  });

  test('waits for an order that is being placed, and is refused then', async () => {
    const userId = await desk.customer();
    const checkout = await desk.pool.connect();
    await checkout.query('begin');
    await checkout.query(`insert into orders (id, user_id, total, currency) values ($1, $2, 100, 'GBP')`, [
      newId(),
      userId,
    ]);
    const asked = erasePerson(desk.life, userId).catch((error) => error);
    await lockWaiter(desk.pool, 'life');
    await checkout.query('commit');
    checkout.release();
    expect(await asked).toEqual(new ErasureError('order_open'));
    expect(await count(desk.pool, 'users', 'id = $1 and email is not null', [userId])).toBe(1);
  });

  test('does not meet a checkout of theirs in a deadlock: one of the two is first', async () => {
    const product = await desk.product({ stock: 1_000 });
    for (let n = 0; n < 20; n++) {
      const userId = await desk.buyer([product.id, 1]);
      const [placed, asked] = await Promise.all([
        desk.place(userId),
        erasePerson(desk.life, userId).catch((error) => error),
      ]);
      expect([
        ['placed', true],
        ['cart_empty', false],
      ]).toContainEqual([placed.kind, asked instanceof ErasureError]);
    }
    const { rows } = await desk.pool.query(
      `select deadlocks::int from pg_stat_database where datname = current_database()`,
    );
    expect(rows[0].deadlocks).toBe(0);
  });

  test('a guest, too', async () => {
    const userId = await desk.customer();
    await desk.pool.query(
      `update users set role = 'GUEST', email = null, name = null, password_hash = null where id = $1`,
      [userId],
    );
    await orders(userId, 1);
    await erasePerson(desk.life, userId);
    expect(await known(userId)).toBe(0);
  });
});

describe('an erasure of many orders', () => {
  test('begins with the request and goes on in steps, also after a worker that died; none is done twice', async () => {
    const userId = await desk.customer();
    await orders(userId, 450);
    const { erasure } = await erasePerson(desk.life, userId);
    expect(await known(userId)).toBe(250);

    // The second step, and a worker that dies in the third.
    await age(erasure.id, 120);
    await runTransition(desk.life, (client) => continueErasure(client, erasure.id, undefined));
    expect(await known(userId)).toBe(50);
    const dying = createPool(desk.url, { applicationName: 'dying', max: 1 });
    await expect(
      runTransition(dying, async (client) => {
        await continueErasure(client, erasure.id, undefined);
        throw new Error('the worker dies');
      }),
    ).rejects.toThrow('dies');
    await dying.end();
    expect(await known(userId)).toBe(50);

    await run();
    expect([await known(userId), await isOver(erasure.id)]).toEqual([0, 1]);
    expect(await count(desk.pool, 'orders', 'user_id = $1 and version <> 2', [userId])).toBe(0);
  });

  test('is not over before every access token is: what comes meanwhile goes, too', async () => {
    const userId = await desk.customer();
    const { erasure } = await erasePerson(desk.life, userId);
    await run();
    expect(await isOver(erasure.id)).toBe(0);
    // A checkout had read the account before, and was slower.
    await orders(userId, 2, 'now');
    await desk.pool.query('insert into carts (user_id) values ($1)', [userId]);
    await run();
    expect([await known(userId), await count(desk.pool, 'carts', 'user_id = $1', [userId])]).toEqual([0, 0]);
    await age(erasure.id, 21);
    await run();
    expect(await isOver(erasure.id)).toBe(1);
    expect(await runningErasures(desk.pool, 10)).not.toContain(erasure.id);
  });

  test('stops between two steps when the worker is told to', async () => {
    const userId = await desk.customer();
    await orders(userId, 450);
    const { erasure } = await erasePerson(desk.life, userId);
    const stop = new AbortController();
    stop.abort();
    await expect(run(stop.signal)).rejects.toThrow();
    expect(await known(userId)).toBe(250);
    await run();
    expect([await known(userId), await isOver(erasure.id)]).toEqual([0, 0]);
  });
});
