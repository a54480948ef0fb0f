import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/jobs/queues.ts';
import { workersDefaults } from '../../src/workers/workers.ts';
import { startProxy } from '../setup/proxy.ts';
import { gate, until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('workers, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  it('finish what is in flight when they are told to stop, and leave the rest to others', async () => {
    const hold = on.mailServer.holdData();
    const { row } = await on.shop.placeOrder();
    const waiting = await on.shop.placeOrder();
    const workers = await on.shop.startWorkers(on.shop.processors(on.mailServer.url), {
      concurrency: { ...workersDefaults.concurrency, mail: 1 },
    });
    await on.queues.addBulk([row, waiting.row]);
    await hold.started;
    const drained = workers.drain(10_000);
    hold.release();
    await drained;
    expect((await on.shop.message(row.id)).settled_at).not.toBeNull();
    expect(await on.queues.get('mail').getJobState(jobIdOf(row.id))).toBe('completed');
    expect(await on.queues.get('mail').getJobState(jobIdOf(waiting.row.id))).toBe('waiting');
  });

  it('stop what is still in flight when the time to drain is over, and leave it to others as if it had not begun', async () => {
    const { row } = await on.shop.placeOrder();
    const started = gate();
    const workers = await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        'order.send-confirmation-email': async () => {
          started.resolve();
          await new Promise(() => {});
        },
      }),
    );
    await on.queues.addBulk([row]);
    await started.promise;
    await workers.drain(50);
    await on.inState(row.id, 'delayed');
    // A job with few attempts is not lost by as many deploys.
    expect(await on.jobOf(row.id)).toMatchObject({ attemptsMade: 0 });
    expect((await on.shop.message(row.id)).settled_at).toBeNull();
  });

  it('tell the queue that a job is done only after its message is settled: where that fails, it runs again', async () => {
    const { row } = await on.shop.placeOrder();
    const holder = await on.shop.pool.connect();
    await holder.query('begin');
    await holder.query('select from outbox_messages where id = $1 for update', [row.id]);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.queues.addBulk([row]);
    await until('the settling that waits for the row is ended', async () => {
      const { rowCount } = await on.shop.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%set settled_at = now()%'`,
      );
      return rowCount;
    });
    await holder.query('rollback');
    holder.release();
    await on.inState(row.id, 'completed');
    expect(await on.jobOf(row.id)).toMatchObject({ attemptsMade: 2 });
    expect((await on.shop.message(row.id)).settled_at).not.toBeNull();
    expect(on.mailServer.mails).toHaveLength(1);
  });

  it('take over the job of a worker that died with it', async () => {
    const { row } = await on.shop.placeOrder();
    const started = gate();
    const dead = await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        'order.send-confirmation-email': async () => {
          started.resolve();
          await new Promise(() => {});
        },
      }),
      { lockDurationMs: 300, stalledIntervalMs: 100 },
    );
    await on.queues.addBulk([row]);
    await started.promise;
    // A killed process closes its connections and reports nothing.
    await Promise.all(dead.all.map((worker) => worker.close(true)));
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url), {
      lockDurationMs: 300,
      stalledIntervalMs: 100,
    });
    await on.mailServer.received(1);
    await on.settled(row.id);
  });

  it('go on by themselves after an outage of the queues’ backend', async () => {
    const target = url ?? on.shop.settings.databaseUrl;
    const proxy = await startProxy(target);
    const through = url ? { redisUrl: proxy.through(target) } : { databaseUrl: proxy.through(target) };
    const away = await on.shop.openQueues(through);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url), through);
    on.shop.startRelay(away);
    const before = await on.shop.placeOrder();
    await on.settled(before.row.id);

    proxy.cut();
    const during = await on.shop.placeOrder();
    await until('the outage is felt', () =>
      away.addBulk([during.row]).then(
        () => false,
        () => true,
      ),
    );
    proxy.restore();
    await on.settled(during.row.id);
    expect(on.mailServer.mails).toHaveLength(2);
    await on.shop.endTest();
    await proxy.close();
  });

  it('stop while the queues’ backend is gone, whatever still waits for it', async () => {
    const target = url ?? on.shop.settings.databaseUrl;
    const proxy = await startProxy(target);
    const started = gate();
    const workers = await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        'order.send-confirmation-email': async () => {
          started.resolve();
          await new Promise(() => {});
        },
      }),
      url ? { redisUrl: proxy.through(target) } : { databaseUrl: proxy.through(target) },
    );
    const { row } = await on.shop.placeOrder();
    await on.queues.addBulk([row]);
    await started.promise;
    proxy.cut();
    // It never comes back, and the job cannot be given back to it: this ends, or the test's own deadline does.
    await workers.drain(50);
    await proxy.close();
  });

  it('warm the cache once for many requests: one runs, one waits, none is lost', async () => {
    const started = gate();
    const finish = gate();
    let runs = 0;
    await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        'catalog.warm-product-cache': async () => {
          runs++;
          started.resolve();
          await finish.promise;
        },
      }),
    );
    await on.queues.request('catalog.warm-product-cache', { reason: 'change' });
    await started.promise;
    for (let n = 0; n < 20; n++) await on.queues.request('catalog.warm-product-cache', { reason: 'change' });
    finish.resolve();
    await until('the second run', () => runs === 2);
    await until('all done', async () => {
      const counts = await on.queues.get('catalog').getJobCounts();
      return counts.completed === 2 && counts.waiting === 0 && counts.active === 0;
    });
    expect(runs).toBe(2);
  });
});
