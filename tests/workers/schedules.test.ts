import { describe, expect, it } from 'vitest';
import { type ScheduledJobName, scheduledJobs } from '../../src/jobs/catalogue.ts';
import { readNote } from '../../src/jobs/notes.ts';
import { ensureSchedules, keepSchedules } from '../../src/workers/schedules.ts';
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

  it('run, say what they did, and leave one next turn each', async () => {
    await ensure([]);
    for (let n = 0; n < 2; n++) await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    for (const name of names) await until(name, () => readNote(on.shop.pool, name));
    await until('the next turns', async () => {
      const counts = await on.queues.get('maintenance').getJobCounts();
      return counts.active === 0 && counts.waiting === 0 && counts.delayed === names.length;
    });
    expect(await waiting()).toEqual(names);
    expect(await on.queues.get('maintenance').getJobCountByTypes('completed')).toBe(names.length);
  });
});
