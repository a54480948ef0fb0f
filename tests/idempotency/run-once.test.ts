import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { type KeyedRequest, keyOfRoute } from '../../src/idempotency/keyed-request.ts';
import { runOnce } from '../../src/idempotency/run-once.ts';
import { newId } from '../../src/ids.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { count } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: Database;
beforeAll(async () => {
  shop = await openDatabase();
  await shop.pool.query('create table done (id uuid primary key, user_id uuid not null)');
});
afterAll(() => shop.close());

const ROUTE = 'POST /things/:id';
const requestOf = (userId: string, content = '', key = 'key'): KeyedRequest => ({
  userId,
  key: keyOfRoute(ROUTE, key),
  fingerprint: createHash('sha256').update(content).digest(),
});
const timesDone = (userId: string) => count(shop.pool, 'done', 'user_id = $1', [userId]);

/** Writes a row; what is thrown afterwards has to undo it. */
const workOf =
  (userId: string, afterwards = async () => {}) =>
  async (client: PoolClient) => {
    const id = newId();
    await client.query('insert into done values ($1, $2)', [id, userId]);
    await afterwards();
    return { answer: { reference: id, status: 201, body: `{"id":"${id}"}` }, result: { id } };
  };
const once = (request: KeyedRequest | undefined, work: ReturnType<typeof workOf>) =>
  runOnce((inside) => inTransaction(shop.pool, inside), request, work);

test('what is asked for ten times at once under one key is done once, and all have its answer', async () => {
  const user = await shop.customer();
  const all = await Promise.all(Array.from({ length: 10 }, () => once(requestOf(user), workOf(user))));
  expect(await timesDone(user)).toBe(1);
  expect(new Set(all.map(({ answer }) => answer.body)).size).toBe(1);
  expect(all.filter(({ result }) => result !== undefined)).toHaveLength(1);
});

test('without a key it is done each time', async () => {
  const user = await shop.customer();
  await Promise.all([1, 2].map(() => once(undefined, workOf(user))));
  expect(await timesDone(user)).toBe(2);
});

test('what fails is undone and leaves the key as new', async () => {
  const user = await shop.customer();
  const refusal = once(
    requestOf(user),
    workOf(user, () => Promise.reject(new Error('refused'))),
  );
  await expect(refusal).rejects.toThrow('refused');
  expect(await timesDone(user)).toBe(0);
  expect((await once(requestOf(user, 'another'), workOf(user))).result).toBeDefined();
});

test('another request under the key is refused, and one of another user, route or key is another', async () => {
  const [user, other] = [await shop.customer(), await shop.customer()];
  await once(requestOf(user), workOf(user));
  await expect(once(requestOf(user, 'another'), workOf(user))).rejects.toMatchObject({
    fault: { kind: 'idempotency_key_reused' },
  });
  for (const request of [
    requestOf(other),
    requestOf(user, '', 'second'),
    { ...requestOf(user), key: keyOfRoute('POST /others/:id', 'key') },
  ])
    expect((await once(request, workOf(request.userId))).result).toBeDefined();
});

test('a key that has expired stands for nothing, and is used again', async () => {
  const user = await shop.customer();
  await once(requestOf(user), workOf(user));
  await shop.pool.query(
    `update idempotency_keys set expires_at = now() - interval '1 second' where user_id = $1`,
    [user],
  );
  expect((await once(requestOf(user, 'another'), workOf(user))).result).toBeDefined();
  expect((await once(requestOf(user, 'another'), workOf(user))).result).toBeUndefined();
});

test('who waits for a twin has its answer once it has committed, and its place when it comes to nothing', async () => {
  for (const end of ['commit', 'rollback']) {
    const user = await shop.customer();
    const waiting = await asRival(shop.pool, async (rival) => {
      await runOnce((inside) => inside(rival), requestOf(user), workOf(user));
      const twin = once(requestOf(user), workOf(user));
      await rival.query(end);
      return { twin };
    });
    const { result } = await waiting.twin;
    expect([end, result === undefined]).toEqual([end, end === 'commit']);
    expect(await timesDone(user)).toBe(1);
  }
});
