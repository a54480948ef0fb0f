import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiProcess } from '../setup/api-process.ts';
import { expectSoundBooks } from '../setup/books.ts';
import type { Answer } from '../setup/caller.ts';
import { count } from '../setup/records.ts';
import { until } from '../setup/wait.ts';
import { backends } from '../workers/on-backends.ts';
import { apiPoints, type CrashPoint, type Found, onBackend } from './points.ts';
import { type CrashShop, endOf, HOOK_MS, openCrashShop } from './shop.ts';

interface Case {
  buyer: string;
  /** What the client got before the process died, if anything. */
  acknowledged: Answer | undefined;
  endedBy: NodeJS.Signals | null;
  left: Found;
}

const key = { 'idempotency-key': 'one-and-the-same' };
/** Processes that start at once. */
const TOGETHER = 3;

describe.each(backends)('with jobs on $backend, an API process', ({ url }) => {
  const points = onBackend(apiPoints, url);
  const cases = new Map<CrashPoint, Case>();
  let shop: CrashShop;
  let restarted: ApiProcess;

  // Each point has a process and a customer of its own; all of them share the shop.
  beforeAll(async () => {
    shop = await openCrashShop(url);
    const waiting = [...points];
    const dieAll = async () => {
      for (let point = waiting.shift(); point; point = waiting.shift()) cases.set(point, await dieAt(point));
    };
    await Promise.all(Array.from({ length: TOGETHER }, dieAll));
    await shop.sessionsEnded();
    for (const one of cases.values()) one.left = await shop.find(one.buyer);
    restarted = await shop.startApi();
  }, HOOK_MS);
  afterAll(() => shop.close());

  async function dieAt(point: CrashPoint): Promise<Case> {
    const [api, buyer] = [await shop.startApi(point.event), await shop.buyer()];
    const request = api.as(buyer).post('/orders', undefined, key);
    const acknowledged = await request.catch(() => undefined);
    return { buyer, acknowledged, endedBy: await endOf(api), left: undefined as never };
  }

  describe.each(points)('that dies at point $number, $name', (point) => {
    test('died there, and left what the table says', () => {
      const { endedBy, left, acknowledged } = cases.get(point)!;
      expect({ endedBy, left }).toEqual({ endedBy: 'SIGKILL', left: point.leaves });
      // The answer does not wait for the publication.
      expect(acknowledged?.status).toBe(point.number < 9 ? undefined : 201);
    });

    test('left the whole order or none of it, cart and stock included', async () => {
      const { buyer, left } = cases.get(point)!;
      expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(left.order ? 0 : 2);
      expect(await count(shop.pool, 'idempotency_keys', 'user_id = $1', [buyer])).toBe(left.order ? 1 : 0);
      await expectSoundBooks(shop.pool);
    });

    test('is made up for by the same request under the same key: one order, the answer that was given', async () => {
      const { buyer, left, acknowledged } = cases.get(point)!;
      const caller = restarted.as(buyer);
      const answers = [await caller.post('/orders', undefined, key), await caller.post('/orders', {}, key)];
      expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
      expect(answers.map((answer) => answer.headers['idempotent-replayed'] ?? 'false')).toEqual([
        String(left.order),
        'true',
      ]);
      expect(answers[1]!.text).toBe(answers[0]!.text);
      if (acknowledged) expect(answers[0]!.text).toBe(acknowledged.text);
      expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(1);
      expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(0);
    });
  });

  test('leaves nothing undone: once a worker runs, every order has its one mail, recorded once', async () => {
    shop.startWorker();
    for (const { buyer } of cases.values()) await until('delivered', () => shop.isDelivered(buyer));
    for (const { buyer } of cases.values()) expect((await shop.find(buyer)).mails).toBe(1);
    expect(await count(shop.pool, 'mail_deliveries')).toBe(points.length);
    await expectSoundBooks(shop.pool);
  });
});
