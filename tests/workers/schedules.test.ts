import type { JobSchedulerTemplateOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { type ScheduledJobName, scheduledJobs } from '../../src/jobs/catalogue.ts';
import { jobOptions } from '../../src/jobs/job-options.ts';
import { readSharedState } from '../../src/jobs/shared-state.ts';
import { ensureSchedules, keepSchedules } from '../../src/workers/schedules.ts';
import { noteSchedules } from '../../src/workers/sql/note-schedules.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('scheduled jobs, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);
  const names = Object.keys(scheduledJobs).toSorted();
  const ensure = (off: ScheduledJobName[], queues = on.queues) =>
    ensureSchedules({ ...on.shop, queues }, off);
  const waiting = async () => {
    const jobs = await on.queues.get('maintenance').getJobs(['waiting', 'delayed', 'prioritized']);
    return jobs.map((job) => job.name).toSorted();
  };

  it('exist once, however many workers start at the same time, again and again', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => on.shop.openQueues()));
    for (let n = 0; n < 3; n++) {
      await Promise.all([on.queues, ...others].map((queues) => ensure([], queues)));
    }
    expect(await waiting()).toEqual(names);
    const schedulers = await on.queues.get('maintenance').getJobSchedulers();
    expect(schedulers.map(({ key, every }) => [key, every]).toSorted()).toEqual(
      Object.values(scheduledJobs)
        .map((job) => [job.name, job.everyMs])
        .toSorted(),
    );
  });

  it('come back when the queues come back empty', async () => {
    const schedules = keepSchedules({ ...on.shop, queues: on.queues }, { off: [], everyMs: 10 });
    await until('they are there', async () => (await waiting()).length === names.length);
    await on.shop.loseQueues();
    await until('they are back', async () => (await waiting()).length === names.length);
    await schedules.stop();
  });

  it('end when they are switched off, and take a new interval', async () => {
    const maintenance = on.queues.get('maintenance');
    await maintenance.upsertJobScheduler('outbox.prune-messages', { every: 1_000 }, { data: {} });
    await ensure([]);
    await ensure(['cart.remove-abandoned']);
    const kept = (await maintenance.getJobSchedulers()).map(({ key }) => key);
    expect(kept.toSorted()).toEqual(names.filter((name) => name !== 'cart.remove-abandoned'));
    expect((await maintenance.getJobScheduler('outbox.prune-messages'))?.every).toBe(300_000);
  });

  it('of another version stay while a worker of it may run, and go a day after the last one', async () => {
    const maintenance = on.queues.get('maintenance');
    const others = ['newer.schedule', 'renamed.schedule'];
    for (const other of others) await maintenance.upsertJobScheduler(other, { every: 60_000 }, { data: {} });
    const kept = async () => (await maintenance.getJobSchedulers()).map(({ key }) => key).toSorted();
    const age = (name: string) =>
      on.shop.pool.query(
        `update worker_notes set value = value || jsonb_build_object($1::text, now() - interval '25 hours')
          where name = 'schedules.known'`,
        [name],
      );
    await ensure([]);
    expect(await kept()).toEqual([...names, ...others].toSorted());

    for (const other of others) await age(other);
    // A worker of the newer version begins, and an old one looks.
    await noteSchedules(on.shop.pool, [...names, 'newer.schedule'], []);
    await ensure([]);
    expect(await kept()).toEqual([...names, 'newer.schedule'].toSorted());
  });

  const daily = 'ledger.reconcile-stock';
  const next = async () => (await on.queues.get('maintenance').getJobScheduler(daily))?.next ?? 0;
  /** The daily schedule with its next turn in `hours` hours. @returns when that is, in ms since 1970 */
  async function nextTurnIn(hours: number): Promise<number> {
    const at = Date.now() + hours * 3_600_000;
    const template = { name: daily, data: {}, opts: jobOptions(daily) as JobSchedulerTemplateOptions };
    const repeat = { every: 24 * 3_600_000, startDate: at };
    await on.queues.get('maintenance').upsertJobScheduler(daily, repeat, template);
    expect(await next()).toBe(at);
    return at;
  }
  const turn = async () => on.queues.get('maintenance').getJob(`repeat:${daily}:${await next()}`);

  it('come back, at their time of day, when their next job is lost', async () => {
    const at = await nextTurnIn(10);
    await ensure([]);
    expect(await next()).toBe(at);
    await loseJob(`repeat:${daily}:${at}`);
    expect(await turn()).toBeUndefined();
    await ensure([]);
    expect(await next()).toBe(at);
    expect(await (await turn())?.getState()).toBe('delayed');
  });

  it('keep their time of day when somebody promotes them', async () => {
    const at = await nextTurnIn(10);
    let runs = 0;
    await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        [daily]: async () => {
          runs++;
        },
      }),
    );
    for (let promoted = 1; promoted <= 2; promoted++) {
      await (await turn())?.promote();
      await until(
        'it has run, and moved on',
        async () => runs === promoted && (await next()) > at + 3_600_000,
      );
      await ensure([]);
      // A turn is known by its time: another than that of the one that has been.
      expect(await next()).toBe(at + promoted * 1_000);
      expect(await (await turn())?.getState()).toBe('delayed');
    }
  });

  /** What an eviction or redis-cli leaves of a job: nothing, and its scheduler knows nothing of it. */
  async function loseJob(id: string): Promise<void> {
    if (!url) {
      await on.shop.pool.query('delete from bullmq.job where id = $1', [id]);
      return;
    }
    const redis = new Redis(url);
    await redis.del(`bull:maintenance:${id}`);
    redis.disconnect();
  }

  it('run, say what they did, and leave one next turn each', async () => {
    await ensure([]);
    for (let n = 0; n < 2; n++) await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    for (const name of names) await until(name, () => readSharedState(on.shop.pool, name));
    await until('the next turns', async () => {
      const counts = await on.queues.get('maintenance').getJobCounts();
      return counts.active === 0 && counts.waiting === 0 && counts.delayed === names.length;
    });
    expect(await waiting()).toEqual(names);
    expect(await on.queues.get('maintenance').getJobCountByTypes('completed')).toBe(names.length);
  });
});
