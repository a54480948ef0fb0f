import type { Job } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/jobs/publisher.ts';
import { type JobQueues, jobIdOf } from '../../src/jobs/queues.ts';
import { startProxy } from '../setup/proxy.ts';
import { redisUrl } from '../setup/services.ts';
import { gate, until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { openShop, type Shop } from './shop.ts';

const backends = [
  { backend: 'Redis', url: redisUrl },
  { backend: 'PostgreSQL', url: undefined },
];

describe.each(backends)('what an order owes, with jobs on $backend', ({ url }) => {
  let shop: Shop;
  let queues: JobQueues;
  let mailServer: MailServer;

  beforeAll(async () => {
    shop = await openShop(url);
  });
  beforeEach(async () => {
    await shop.loseQueues();
    queues = await shop.openQueues();
    await queues.markSeen();
    mailServer = await startMailServer();
  });
  afterEach(async () => {
    await shop.endTest();
    await mailServer.close();
    await shop.pool.query('update outbox_messages set settled_at = now() where settled_at is null');
  });
  afterAll(() => shop.close());

  const jobOf = (id: string): Promise<Job> =>
    until('the job', async () => (await queues.get('mail').getJob(jobIdOf(id))) as Job | undefined);
  const settled = (id: string) =>
    until('the message is settled', async () => (await shop.message(id)).settled_at);
  const inState = (id: string, state: string) =>
    until(`job ${state}`, async () => (await queues.get('mail').getJobState(jobIdOf(id))) === state);

  it('is mailed within milliseconds of the commit, and settled', async () => {
    await shop.startWorkers(shop.processors(mailServer.url));
    const publisher = createPublisher(queues, shop.pool, {
      onLeftBehind: (_, cause) => expect.fail(String(cause)),
    });
    const { orderId, row } = await shop.placeOrder();
    publisher.publish([row]);
    await mailServer.received(1);
    await settled(row.id);
    expect((await shop.message(row.id)).published_at).not.toBeNull();
    expect(await shop.delivery(orderId)).toMatchObject({ attempts: 1, handed_over_at: expect.any(String) });
  });

  it('reaches the mail when the process dies between commit and publish: the relay finds it', async () => {
    const { row } = await shop.placeOrder();
    await shop.startWorkers(shop.processors(mailServer.url));
    shop.startRelay(queues);
    await mailServer.received(1);
    await settled(row.id);
  });

  it('is left to the process that wrote it while it is fresh', async () => {
    const old = await shop.placeOrder();
    await shop.pool.query(`update outbox_messages set created_at = now() - interval '1 hour' where id = $1`, [
      old.row.id,
    ]);
    const fresh = await shop.placeOrder();
    shop.startRelay(queues, { graceMs: 600_000 });
    await until('the old one is published', async () => (await shop.message(old.row.id)).published_at);
    expect((await shop.message(fresh.row.id)).published_at).toBeNull();
  });

  it('is one job, however many relays and publishers hand it over', async () => {
    const placed = await Promise.all(Array.from({ length: 30 }, () => shop.placeOrder()));
    const publisher = createPublisher(queues, shop.pool, { onLeftBehind: () => {} });
    for (let n = 0; n < 2; n++) shop.startRelay(await shop.openQueues(), { limit: 7, republishAfterMs: 0 });
    publisher.publish(placed.map(({ row }) => row));
    await until('all are published', async () => {
      const { rows } = await shop.pool.query(
        'select 1 from outbox_messages where settled_at is null and published_at is null',
      );
      return rows.length === 0;
    });
    await publisher.flush(1_000);
    expect(await queues.get('mail').getJobCountByTypes('waiting', 'active', 'delayed')).toBe(30);
    await shop.startWorkers(shop.processors(mailServer.url));
    await Promise.all(placed.map(({ row }) => settled(row.id)));
    expect(mailServer.mails.map((mail) => mail.messageId).sort()).toEqual(
      placed.map(({ orderId }) => `<order-${orderId}.confirmation@shop.example>`).sort(),
    );
  });

  it('is published again at once when the queues come back empty', async () => {
    const placed = await Promise.all(Array.from({ length: 5 }, () => shop.placeOrder()));
    shop.startRelay(queues, { limit: 2 });
    await Promise.all(
      placed.map(({ row }) => until('published', async () => (await shop.message(row.id)).published_at)),
    );
    await shop.loseQueues();
    await Promise.all(placed.map(({ row }) => jobOf(row.id)));
    await shop.startWorkers(shop.processors(mailServer.url));
    await mailServer.received(5);
  });

  it('is published again after a while when its job alone got lost', async () => {
    const { row } = await shop.placeOrder();
    shop.startRelay(queues, { republishAfterMs: 50, republishAtMostMs: 100 });
    await (await jobOf(row.id)).remove();
    await jobOf(row.id);
  });

  it('is mailed once when the job runs twice', async () => {
    const { orderId, row } = await shop.placeOrder();
    const processors = shop.processors(mailServer.url);
    await shop.startWorkers(processors);
    await queues.addBulk([row]);
    await settled(row.id);
    await inState(row.id, 'completed');
    await (await jobOf(row.id)).retry('completed');
    await until(
      'the second run',
      async () =>
        (await jobOf(row.id)).attemptsStarted > 1 &&
        queues
          .get('mail')
          .getJobState(jobIdOf(row.id))
          .then((state) => state === 'completed'),
    );
    expect(mailServer.mails).toHaveLength(1);
    expect(await shop.delivery(orderId)).toMatchObject({ attempts: 1 });
  });

  it('waits for a mail server that is down, and is delivered when it is back', async () => {
    const { orderId, row } = await shop.placeOrder();
    const proxy = await startProxy(mailServer.url);
    proxy.cut();
    await shop.startWorkers(shop.processors(proxy.through(mailServer.url)));
    await queues.addBulk([row]);
    await inState(row.id, 'delayed');
    expect((await shop.message(row.id)).settled_at).toBeNull();
    proxy.restore();
    await mailServer.received(1);
    await settled(row.id);
    expect((await shop.delivery(orderId))?.attempts).toBeGreaterThan(1);
    await proxy.close();
  });

  it('waits when the mail server defers the address (4xx)', async () => {
    mailServer.refuseRecipients(450);
    const { row } = await shop.placeOrder();
    await shop.startWorkers(shop.processors(mailServer.url));
    await queues.addBulk([row]);
    await inState(row.id, 'delayed');
    mailServer.refuseRecipients(undefined);
    await settled(row.id);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('fails at once when the address is refused for good, keeps the reason without it, and can be retried by hand', async () => {
    mailServer.refuseRecipients(550);
    const { row } = await shop.placeOrder({ email: 'gone@example.com' });
    await shop.startWorkers(shop.processors(mailServer.url));
    await queues.addBulk([row]);
    await inState(row.id, 'failed');
    const job = await jobOf(row.id);
    expect(job.attemptsMade).toBe(1);
    expect(job.failedReason).toContain('refused the address');
    expect(JSON.stringify(job)).not.toContain('gone@example.com');
    await settled(row.id);

    mailServer.refuseRecipients(undefined);
    await job.retry('failed');
    await mailServer.received(1);
    await inState(row.id, 'completed');
  });

  it('settles the message of a job that failed for good where its worker could not', async () => {
    const { row } = await shop.placeOrder();
    await shop.startWorkers(
      shop.processors(mailServer.url, {
        'order.send-confirmation-email': async () => {
          throw Object.assign(new Error('no'), { name: 'UnrecoverableError' });
        },
      }),
    );
    await queues.addBulk([row]);
    await inState(row.id, 'failed');
    expect((await shop.message(row.id)).settled_at).toBeNull();
    await shop.pool.query('update outbox_messages set published_at = now() where id = $1', [row.id]);
    shop.startRelay(queues, { republishAfterMs: 1, republishAtMostMs: 1 });
    await settled(row.id);
  });

  it('fails for good when there is no such order, or the payload is not what was declared', async () => {
    await shop.startWorkers(shop.processors(mailServer.url));
    const mail = queues.get('mail');
    const orderId = '00000000-0000-7000-8000-000000000000';
    const lost = await mail.add('order.send-confirmation-email', { orderId }, { attempts: 5, jobId: 'lost' });
    const wrong = await mail.add(
      'order.send-confirmation-email',
      { orderId, to: 'x' },
      { attempts: 5, jobId: 'wrong' },
    );
    const stranger = await mail.add('order.unheard-of', {}, { attempts: 5, jobId: 'stranger' });
    for (const [job, reason] of [
      [lost, 'no order'],
      [wrong, 'payload'],
      [stranger, 'No job is called'],
    ] as const) {
      const failed = await until('failed', async () => {
        const found = (await mail.getJob(job.id as string)) as Job;
        return found.finishedOn ? found : undefined;
      });
      expect(failed.failedReason).toContain(reason);
      expect(failed.attemptsMade).toBe(1);
    }
  });

  it('finishes what is in flight when the worker is told to stop, and leaves the rest to others', async () => {
    const hold = mailServer.holdData();
    const { row } = await shop.placeOrder();
    const waiting = await shop.placeOrder();
    const workers = await shop.startWorkers(shop.processors(mailServer.url), {
      concurrency: { mail: 1, catalog: 1 },
    });
    await queues.addBulk([row, waiting.row]);
    await hold.started;
    const drained = workers.drain(10_000);
    hold.release();
    await drained;
    expect((await shop.message(row.id)).settled_at).not.toBeNull();
    expect(await queues.get('mail').getJobState(jobIdOf(row.id))).toBe('completed');
    expect(await queues.get('mail').getJobState(jobIdOf(waiting.row.id))).toBe('waiting');
  });

  it('stops what is still in flight when the time to drain is over, and tries it again later', async () => {
    const { row } = await shop.placeOrder();
    const started = gate();
    const workers = await shop.startWorkers(
      shop.processors(mailServer.url, {
        'order.send-confirmation-email': async () => {
          started.resolve();
          await new Promise(() => {});
        },
      }),
    );
    await queues.addBulk([row]);
    await started.promise;
    await workers.drain(50);
    await inState(row.id, 'delayed');
    expect((await shop.message(row.id)).settled_at).toBeNull();
  });

  it('is taken over by another worker when its own dies with it', async () => {
    const { row } = await shop.placeOrder();
    const started = gate();
    const dead = await shop.startWorkers(
      shop.processors(mailServer.url, {
        'order.send-confirmation-email': async () => {
          started.resolve();
          await new Promise(() => {});
        },
      }),
      { lockDurationMs: 300, stalledIntervalMs: 100 },
    );
    await queues.addBulk([row]);
    await started.promise;
    // A killed process closes its connections and reports nothing.
    await Promise.all(dead.all.map((worker) => worker.close(true)));
    await shop.startWorkers(shop.processors(mailServer.url), { lockDurationMs: 300, stalledIntervalMs: 100 });
    await mailServer.received(1);
    await settled(row.id);
  });

  it('is delivered after an outage of the queues’ backend, without anybody starting anything', async () => {
    const target = url ?? shop.settings.databaseUrl;
    const proxy = await startProxy(target);
    const through = url ? { redisUrl: proxy.through(target) } : { databaseUrl: proxy.through(target) };
    const away = await shop.openQueues(through);
    await shop.startWorkers(shop.processors(mailServer.url), through);
    shop.startRelay(away);
    const before = await shop.placeOrder();
    await settled(before.row.id);

    proxy.cut();
    const during = await shop.placeOrder();
    await until('the outage is felt', () =>
      away.addBulk([during.row]).then(
        () => false,
        () => true,
      ),
    );
    proxy.restore();
    await settled(during.row.id);
    expect(mailServer.mails).toHaveLength(2);
    await shop.endTest();
    await proxy.close();
  });

  it('does not keep a worker from stopping while the queues’ backend is gone', async () => {
    const target = url ?? shop.settings.databaseUrl;
    const proxy = await startProxy(target);
    const workers = await shop.startWorkers(
      shop.processors(mailServer.url),
      url ? { redisUrl: proxy.through(target) } : { databaseUrl: proxy.through(target) },
    );
    proxy.cut();
    const began = performance.now();
    await workers.drain(1_000);
    expect(performance.now() - began).toBeLessThan(3_000);
    await proxy.close();
  });

  it('collapses requests to warm the cache: one runs, one waits, none is lost', async () => {
    const started = gate();
    const finish = gate();
    let runs = 0;
    await shop.startWorkers(
      shop.processors(mailServer.url, {
        'catalog.warm-product-cache': async () => {
          runs++;
          started.resolve();
          await finish.promise;
        },
      }),
    );
    await queues.request('catalog.warm-product-cache', { reason: 'change' });
    await started.promise;
    for (let n = 0; n < 20; n++) await queues.request('catalog.warm-product-cache', { reason: 'change' });
    finish.resolve();
    await until('the second run', () => runs === 2);
    await until('all done', async () => {
      const counts = await queues.get('catalog').getJobCounts();
      return counts.completed === 2 && counts.waiting === 0 && counts.active === 0;
    });
    expect(runs).toBe(2);
  });
});
