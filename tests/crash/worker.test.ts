import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiProcess } from '../setup/api-process.ts';
import { expectSoundBooks } from '../setup/books.ts';
import type { Answer } from '../setup/caller.ts';
import { count } from '../setup/records.ts';
import { until } from '../setup/wait.ts';
import { backends } from '../workers/on-backends.ts';
import {
  apiPoints,
  type CrashPoint,
  type Found,
  onBackend,
  relayPoints,
  sendsTwice,
  workerPoints,
} from './points.ts';
import { type CrashShop, endOf, HOOK_MS, openCrashShop } from './shop.ts';

interface Case {
  buyer: string;
  acknowledged: Answer;
  endedBy: NodeJS.Signals | null;
  left: Found;
}

const key = { 'idempotency-key': 'one-and-the-same' };

describe.each(backends)('with jobs on $backend, a worker process', ({ url }) => {
  // The later point of the relay first: a message that it left would be found again, before that of the other.
  const points = onBackend([...workerPoints, ...relayPoints.toReversed()], url);
  const cases = new Map<CrashPoint, Case>();
  let shop: CrashShop;
  let api: ApiProcess;

  // One after the other, so that each worker finds one job: that of its own point.
  beforeAll(async () => {
    shop = await openCrashShop(url);
    api = await shop.startApi();
    for (const point of points) cases.set(point, await dieAt(point));
    shop.startWorker();
  }, HOOK_MS);
  afterAll(() => shop.close());

  async function dieAt(point: CrashPoint): Promise<Case> {
    const isRelay = relayPoints.includes(point);
    // What a relay finds is what an API process left that died right after its answer.
    const taker = isRelay ? await shop.startApi(apiPoints[8]!.event) : api;
    const buyer = await shop.buyer();
    const acknowledged = await taker.as(buyer).post('/orders', undefined, key);
    const worker = shop.startWorker(point.event, isRelay ? 'relay' : 'worker');
    const [endedBy, left] = [await endOf(worker), await shop.find(buyer)];
    // One that lives on would take the jobs of the points that follow.
    await worker.stop('SIGKILL');
    return { buyer, acknowledged, endedBy, left };
  }

  describe.each(points)('that dies at point $number, $name', (point) => {
    test('died there, and left what the table says', () => {
      const { endedBy, left } = cases.get(point)!;
      expect({ endedBy, left }).toEqual({ endedBy: 'SIGKILL', left: point.leaves });
    });

    test('is made up for by the next one: the mail is recorded once and handed over under one Message-ID', async () => {
      const { buyer } = cases.get(point)!;
      await until('delivered', () => shop.isDelivered(buyer));
      const { rows } = await shop.pool.query(
        'select d.message_id from mail_deliveries d join orders o on o.id = d.order_id where o.user_id = $1',
        [buyer],
      );
      expect(rows).toHaveLength(1);
      const handedOver = shop.mailServer.mails.filter((mail) => mail.messageId === rows[0].message_id);
      expect(handedOver).toHaveLength(point.number === sendsTwice ? 2 : 1);
    });

    test('changes nothing for the client, who gets the same answer again', async () => {
      const { buyer, acknowledged } = cases.get(point)!;
      const again = await api.as(buyer).post('/orders', undefined, key);
      expect([acknowledged.status, again.text]).toEqual([201, acknowledged.text]);
      expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(1);
    });
  });

  test('leaves sound books, and no mail but those of the orders', async () => {
    const twice = points.some(({ number }) => number === sendsTwice) ? 1 : 0;
    expect(shop.mailServer.mails).toHaveLength(points.length + twice);
    expect(await count(shop.pool, 'mail_deliveries')).toBe(points.length);
    await expectSoundBooks(shop.pool);
  });
});
