import { expect, it } from 'vitest';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { setUpWorkshop } from './on-backends.ts';

const on = setUpWorkshop(redisUrl);
const redis = { redisUrl };
const postgres = { redisUrl: undefined };
/** So long that only a relay that notices the move publishes again. */
const patient = { republishAfterMs: 3_600_000, republishAtMostMs: 3_600_000, movedAfterMs: 0 };

it('moves to the other backend and back again with jobs in flight: each is noticed at once, and no mail is sent twice', async () => {
  const published = (id: string) => until('published', async () => (await on.shop.message(id)).published_at);
  /** An order whose job is published to a backend that no worker looks into. */
  async function leaveOn(backend: typeof redis | typeof postgres) {
    const placed = await on.shop.placeOrder();
    const relay = on.shop.startRelay(await on.shop.openQueues(backend), patient);
    await published(placed.row.id);
    await relay.stop();
    return placed;
  }
  async function workOn(backend: typeof redis | typeof postgres, settled: string[]) {
    const workers = await on.shop.startWorkers(on.shop.processors(on.mailServer.url), backend);
    const relay = on.shop.startRelay(await on.shop.openQueues(backend), patient);
    for (const id of settled) await on.settled(id);
    await Promise.all([relay.stop(), workers.drain(1_000)]);
  }

  const first = await leaveOn(redis);
  await workOn(postgres, [first.row.id]);
  const second = await leaveOn(postgres);
  // The job of the first is still in Redis: it finds its mail handed over.
  await workOn(redis, [second.row.id]);
  await until('the old job is over', async () => {
    const counts = await on.queues.get('mail').getJobCounts('waiting', 'active', 'completed');
    return counts.waiting === 0 && counts.active === 0 && counts.completed === 2;
  });
  expect(on.mailServer.mails.map((mail) => mail.messageId)).toEqual(
    [first, second].map(({ orderId }) => `<order-${orderId}.confirmation@shop.example>`),
  );
});
