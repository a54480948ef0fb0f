import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createCancelQueue } from '../../../src/api/orders/cancel-queue.ts';
import type { CancelRequest } from '../../../src/api/orders/cancel-together.ts';
import { keyOfRoute } from '../../../src/idempotency/keyed-request.ts';
import type { CancelCommand } from '../../../src/order-life/decide-cancellation.ts';
import { OrderError } from '../../../src/order-life/order-error.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../../setup/books.ts';
import { type LifeDesk, openLifeDesk, operator } from '../../setup/life-desk.ts';
import { stockOf } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';
import { tally } from '../../setup/two-apis.ts';

let desk: LifeDesk;
let cancel: ReturnType<typeof createCancelQueue>;
beforeAll(async () => {
  desk = await openLifeDesk();
  cancel = createCancelQueue(desk.life);
});
afterEach(() => expectSoundBooks(desk.pool));
afterAll(async () => {
  await expectNoDeadlocks(desk.pool);
  await desk.close();
});

const requestFor = (
  orderId: string,
  command: Partial<CancelCommand> = {},
  keyed?: CancelRequest['keyed'],
): CancelRequest => ({
  command: { orderId, actor: operator, reason: 'staff', ...command },
  keyed,
  answerOf: (view) => ({ reference: view.id, status: 201, body: JSON.stringify(view) }),
});
/** Orders of one unit of a product, of which none are left. */
async function soldOut(orders: number) {
  const product = await desk.product({ stock: orders });
  const placed = await Promise.all(Array.from({ length: orders }, () => desk.order([product.id, 1])));
  return { product, ids: placed.map(({ id }) => id) };
}
const versionOf = async (productId: string): Promise<number> => {
  const { rows } = await desk.pool.query('select version from products where id = $1', [productId]);
  return rows[0].version;
};
const outcomesOf = async (requests: CancelRequest[], queue = cancel) =>
  tally(
    await Promise.all(
      requests.map((request) =>
        queue(request).then(
          ({ result }) => (result ? 'cancelled' : 'told again'),
          (error) => (error instanceof OrderError ? error.fault : error.code),
        ),
      ),
    ),
  );

test('cancellations at once share a transaction: their product meets its buyers with one new version', async () => {
  const { product, ids } = await soldOut(20);
  const before = await versionOf(product.id);
  expect(await outcomesOf(ids.map((id) => requestFor(id)))).toEqual({ cancelled: 20 });
  expect(await versionOf(product.id)).toBe(before + 1);
  expect(await stockOf(desk.pool, product.id)).toBe(20);
});

test('of one transaction each is refused by itself: no such order, another version, nothing left', async () => {
  const { product, ids } = await soldOut(5);
  const none = '00000000-0000-7000-8000-000000000000';
  const outcomes = await outcomesOf([
    requestFor(ids[0]!),
    requestFor(ids[1]!),
    requestFor(none),
    requestFor(ids[2]!, { precondition: (version) => version === 7 }),
    requestFor(ids[3]!, { ownerId: none }),
    requestFor(ids[1]!),
    requestFor(ids[4]!.toUpperCase()),
  ]);
  expect(outcomes).toEqual({ cancelled: 3, not_found: 2, version_mismatch: 1, order_cancelled: 1 });
  expect(await stockOf(desk.pool, product.id)).toBe(3);
});

test('one that the database refuses fails alone', async () => {
  const { product, ids } = await soldOut(4);
  const requests = ids.map((id, n) => requestFor(id, n === 2 ? { note: 'x'.repeat(501) } : {}));
  expect(await outcomesOf(requests)).toEqual({ cancelled: 3, '22001': 1 });
  expect(await stockOf(desk.pool, product.id)).toBe(3);
});

test('one whose order somebody holds keeps nobody else', async () => {
  const { ids } = await soldOut(4);
  const others = await asRival(desk.pool, async (rival) => {
    await rival.query('select from orders where id = $1 for update', [ids[1]]);
    const held = cancel(requestFor(ids[1]!));
    const outcomes = await outcomesOf([ids[0]!, ids[2]!, ids[3]!].map((id) => requestFor(id)));
    return { held, outcomes };
  });
  expect(others.outcomes).toEqual({ cancelled: 3 });
  expect((await others.held).result).toBeDefined();
});

test('under one key it is done once, and its key stands for no other order', async () => {
  const { product, ids } = await soldOut(3);
  const userId = await desk.customer();
  const keyed = (content: string) => ({
    userId,
    key: keyOfRoute('POST /orders/:id/cancellations', 'key'),
    fingerprint: createHash('sha256').update(content).digest(),
  });
  const again = () => requestFor(ids[1]!, {}, keyed('one'));
  expect(await outcomesOf([requestFor(ids[0]!), again(), again(), again()])).toEqual({
    cancelled: 2,
    'told again': 2,
  });
  const other = requestFor(ids[2]!, {}, keyed('two'));
  await expect(cancel(other)).rejects.toThrow('idempotency_key_reused');
  expect(await stockOf(desk.pool, product.id)).toBe(2);
});

test('one that is refused leaves its key as new', async () => {
  const { ids } = await soldOut(1);
  const userId = await desk.customer();
  const keyed = { userId, key: keyOfRoute('POST /x', 'key'), fingerprint: Buffer.alloc(32) };
  const stale = requestFor(ids[0]!, { precondition: () => false }, keyed);
  expect(await outcomesOf([stale])).toEqual({ version_mismatch: 1 });
  expect(await outcomesOf([requestFor(ids[0]!, {}, keyed)])).toEqual({ cancelled: 1 });
});

test('orders with too many lines together do not share a transaction', async () => {
  const { product, ids } = await soldOut(5);
  const before = await versionOf(product.id);
  const narrow = createCancelQueue(desk.life, 1);
  const requests = ids.map((id) => requestFor(id));
  expect(await outcomesOf(requests, narrow)).toEqual({ cancelled: 5 });
  expect(await versionOf(product.id)).toBe(before + 5);
});
