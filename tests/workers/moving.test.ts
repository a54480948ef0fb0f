import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobQueues } from '../../src/jobs/queues.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { openShop, type Shop } from './shop.ts';

describe('a shop that moves its jobs to the other backend with jobs in flight', () => {
  let shop: Shop;
  let mailServer: MailServer;
  beforeAll(async () => {
    shop = await openShop(redisUrl);
    await shop.loseQueues();
    mailServer = await startMailServer();
  });
  afterEach(() => shop.endTest());
  afterAll(async () => {
    await shop.close();
    await mailServer.close();
  });

  const settled = (id: string) => until('settled', async () => (await shop.message(id)).settled_at);
  const mailsOf = (orderId: string) =>
    mailServer.mails.filter((mail) => mail.messageId?.includes(`order-${orderId}.`)).length;

  /** Leaves one order with its mail handed over, one in the middle of it, one waiting and one not published. */
  async function leaveInFlight(url: string | undefined) {
    const queues: JobQueues = await shop.openQueues({ redisUrl: url });
    await queues.markSeen();
    const orders = [];
    for (let n = 0; n < 4; n++) orders.push(await shop.placeOrder());
    const [done, active, waiting] = orders as [Placed, Placed, Placed, Placed];
    const one = { redisUrl: url, concurrency: { mail: 1, catalog: 1 } };
    const workers = await shop.startWorkers(shop.processors(mailServer.url), one);
    await queues.addBulk([done.row]);
    await settled(done.row.id);
    const hold = mailServer.holdData();
    await queues.addBulk([active.row, waiting.row]);
    await shop.pool.query('update outbox_messages set published_at = now() where id = any($1)', [
      [active.row.id, waiting.row.id],
    ]);
    await hold.started;
    // As a killed process: nothing is reported, the connections are gone.
    await Promise.all(workers.all.map((worker) => worker.close(true)));
    await shop.endTest();
    hold.release();
    return orders;
  }
  type Placed = Awaited<ReturnType<Shop['placeOrder']>>;

  it.each([
    { from: 'Redis', to: 'PostgreSQL', before: redisUrl, after: undefined },
    { from: 'PostgreSQL', to: 'Redis', before: undefined, after: redisUrl },
  ])('from $from to $to delivers everything, and records it once', async ({ before, after }) => {
    const orders = await leaveInFlight(before);
    const queues = await shop.openQueues({ redisUrl: after });
    await shop.startWorkers(shop.processors(mailServer.url), { redisUrl: after });
    // Queues that this shop has used before look as if nothing was lost: then it is the patience that counts.
    shop.startRelay(queues, { republishAfterMs: 50, republishAtMostMs: 100 });
    for (const { row } of orders) await settled(row.id);
    const { rows } = await shop.pool.query(
      'select 1 from mail_deliveries where order_id = any($1) and handed_over_at is not null',
      [orders.map(({ orderId }) => orderId)],
    );
    expect(rows).toHaveLength(4);
    const [done, , waiting, unpublished] = orders;
    for (const order of [done, waiting, unpublished]) expect(mailsOf(order!.orderId)).toBe(1);
  });
});
