import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiProcess } from '../setup/api-process.ts';
import { expectSoundBooks } from '../setup/books.ts';
import type { Caller } from '../setup/caller.ts';
import { count, insertCart, stockOf } from '../setup/records.ts';
import { redisUrl } from '../setup/services.ts';
import { type CrashingChange, changes, pointsOf } from './life-points.ts';
import { type CrashShop, endOf, HOOK_MS, openCrashShop } from './shop.ts';

/** Processes that start at once. */
const TOGETHER = 3;
const keyOf = (order: string) => ({ 'idempotency-key': order });

const cases = changes.flatMap((change) => pointsOf(change).map((point) => ({ ...change, ...point })));

/** An order that is ready for the change that shall be cut off, and what that change is. */
interface Ready {
  product: string;
  order: string;
  url: string;
  body: object;
  /** Stock before the change, and once it is made. */
  stock: [before: number, after: number];
  endedBy: NodeJS.Signals | null;
}

let shop: CrashShop;
let sound: ApiProcess;
let admin: string;
const ready = new Map<object, Ready>();

beforeAll(async () => {
  shop = await openCrashShop(redisUrl);
  admin = await shop.administrator();
  sound = await shop.startApi();
  for (const one of cases) ready.set(one, await prepare(one));
  const waiting = [...cases];
  const dieAll = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const api = await shop.startApi(one.event, one.request);
      const { url, body, order } = ready.get(one)!;
      await operatorAt(api)
        .post(url, body, keyOf(order))
        .catch(() => undefined);
      ready.get(one)!.endedBy = await endOf(api);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, dieAll));
}, HOOK_MS);
afterAll(() => shop.close());

const operatorAt = (api: ApiProcess): Caller => api.as(admin, 'ADMIN');

/** Of 5 units, 3 are open and 2 shipped, which are announced to come back. */
async function prepare({ name }: CrashingChange): Promise<Ready> {
  const { id: product } = await shop.product({ stock: 10 });
  const buyer = await shop.customer();
  await insertCart(shop.pool, buyer, [[product, 5]]);
  const order = (await sound.as(buyer).post('/orders')).body.id;
  const operator = operatorAt(sound);
  const units = (quantity: number, more: object = {}) => ({
    items: [{ productId: product, quantity, ...more }],
  });
  const made = async (path: string, body: object) => {
    const answer = await operator.post(`/orders/${order}${path}`, body);
    expect([answer.status, answer.text]).toEqual([201, answer.text]);
    return answer.body.id;
  };
  await made('/fulfillments', units(2));
  const returnId = await made('/returns', units(2, { reason: 'late' }));
  const base = { product, order, endedBy: null };
  switch (name) {
    case 'cancellation':
      return {
        ...base,
        url: `/orders/${order}/cancellations`,
        body: { ...units(3), reason: 'staff' },
        stock: [5, 8],
      };
    case 'parcel':
      return { ...base, url: `/orders/${order}/fulfillments`, body: units(3), stock: [5, 5] };
    case 'receipt': {
      const url = `/orders/${order}/returns/${returnId}/receipts`;
      return { ...base, url, body: units(2, { disposition: 'RESTOCK' }), stock: [5, 7] };
    }
  }
}

describe.each(cases)('an API process that dies on the way of a $name, $event', (one) => {
  test('leaves all of it or nothing, and a repeat under the same key finds it done once', async () => {
    const { endedBy, order, product, url, body, stock } = ready.get(one)!;
    expect(endedBy).toBe('SIGKILL');
    const changed = () => count(shop.pool, 'order_events', 'order_id = $1', [order]);
    expect([await stockOf(shop.pool, product), await changed()]).toEqual([
      stock[one.isDone ? 1 : 0],
      one.isDone ? 3 : 2,
    ]);

    const operator = operatorAt(sound);
    const answers = [
      await operator.post(url, body, keyOf(order)),
      await operator.post(url, body, keyOf(order)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers.map(({ headers }) => headers['idempotent-replayed'] ?? 'false')).toEqual([
      String(one.isDone),
      'true',
    ]);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    expect([await stockOf(shop.pool, product), await changed()]).toEqual([stock[1], 3]);
  });
});

test('the books of all of them are sound: each change has its event and owes its mail, once', () =>
  expectSoundBooks(shop.pool));
