import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs/catalogue.ts';
import { defineJob } from '../../src/jobs/define-job.ts';
import { jobIdOf } from '../../src/jobs/queues.ts';
import type { Processors } from '../../src/workers/processor.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

const mail = 'order.send-confirmation-email';
const receipt = 'order.send-receipt';

/** The next version: a job more, and another payload of an old one. */
const next = {
  ...jobs,
  [receipt]: defineJob({ ...jobs[mail], name: receipt }),
  [mail]: defineJob({ ...jobs[mail], payload: Type.Object({ order: Type.Object({ id: Type.String() }) }) }),
};

describe.each(backends)('while a new version is rolled out, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  /** What the new version wrote and published, for a message that the order owes. */
  async function published(name: string, payload: object, options: object = { attempts: 1 }) {
    const { row, orderId } = await on.shop.placeOrder();
    await on.shop.pool.query(
      'update outbox_messages set job = $2, payload = $3, published_at = now() where id = $1',
      [row.id, name, JSON.stringify(payload)],
    );
    await on.queues.get('mail').add(name, payload, { ...options, jobId: jobIdOf(row.id) });
    return { id: row.id, orderId };
  }
  const startOld = () => on.shop.startWorkers(on.shop.processors(on.mailServer.url));
  function startNew() {
    const done: unknown[] = [];
    const processors = on.shop.processors(on.mailServer.url, {
      [mail]: async (payload: unknown) => void done.push(payload),
      [receipt]: async (payload: unknown) => void done.push(payload),
    } as Partial<Processors>);
    return on.shop.startWorkers(processors, {}, { catalogue: next }).then(() => done);
  }
  const putOff = (id: string) =>
    until('it was put off', async () => {
      const job = await on.queues.get('mail').getJob(jobIdOf(id));
      return job && job.attemptsStarted > 0 && (await job.getState()) === 'delayed' && job;
    });
  const unknownSince = async (id: string) => {
    const { rows } = await on.shop.pool.query('select unknown_since from outbox_messages where id = $1', [
      id,
    ]);
    return rows[0].unknown_since as string | null;
  };

  it.each([
    ['a job that it does not know', receipt, { orderId: '0198c0de-0000-7000-8000-000000000001' }],
    ['a payload that it cannot read', mail, { order: { id: 'x' } }],
  ])('an old worker leaves %s to a new one, and no attempt is lost by it', async (_, name, payload) => {
    const { id } = await published(name, payload);
    await startOld();
    const job = await putOff(id);
    expect(job).toMatchObject({ attemptsMade: 0 });
    expect(await unknownSince(id)).not.toBeNull();
    expect((await on.shop.message(id)).settled_at).toBeNull();

    const done = await startNew();
    await until('the new worker had it', async () => {
      const again = await on.queues.get('mail').getJob(jobIdOf(id));
      // Whoever of the two is quicker takes it; the old one gives it back.
      if ((await again?.getState()) === 'delayed') await again?.promote().catch(() => {});
      return done.length > 0;
    });
    await on.settled(id);
    expect(done).toEqual([payload]);
    expect(await unknownSince(id)).toBeNull();
    expect((await on.shop.message(id)).failed_at).toBeNull();
  });

  it('an old worker does what it knows of a payload with a field that a new version added', async () => {
    const { id } = await published(mail, {});
    const { orderId, row } = await on.shop.placeOrder();
    await on.queues.get('mail').add(mail, { orderId, locale: 'de' }, { jobId: jobIdOf(row.id) });
    await startOld();
    await on.settled(row.id);
    expect((await on.mailServer.received(1))[0]?.messageId).toContain(orderId);
    await putOff(id);
  });

  it('an old relay publishes a payload as it was written, so that a new worker gets all of it', async () => {
    const { row, orderId } = await on.shop.placeOrder();
    const payload = { orderId, locale: 'de' };
    await on.shop.pool.query('update outbox_messages set payload = $2 where id = $1', [row.id, payload]);
    on.shop.startRelay(on.queues);
    expect((await on.jobOf(row.id)).data).toEqual(payload);
  });

  it('an old relay leaves a message alone whose job it does not know, for as long as a new one may come', async () => {
    const { row } = await on.shop.placeOrder();
    await on.shop.pool.query('update outbox_messages set job = $2 where id = $1', [row.id, receipt]);
    on.shop.startRelay(on.queues);
    await until('it was met', () => unknownSince(row.id));
    expect(await on.shop.message(row.id)).toMatchObject({ published_at: null, settled_at: null });
    await on.shop.pool.query(
      `update outbox_messages set next_look_at = now(), unknown_since = now() - interval '8 days' where id = $1`,
      [row.id],
    );
    await on.settled(row.id);
    expect(await on.shop.message(row.id)).toMatchObject({ failure: 'invalid' });
  });

  it('what no version has known for a week fails for good, says so, and can be retried', async () => {
    const { id } = await published(receipt, {});
    await on.shop.pool.query(
      `update outbox_messages set unknown_since = now() - interval '8 days' where id = $1`,
      [id],
    );
    await startOld();
    await on.inState(id, 'failed');
    expect(await on.shop.message(id)).toMatchObject({
      failure: 'invalid',
      failure_detail: `No version has known the job ${receipt} for 7 days`,
    });
  });

  it('a wish that nobody knows fails after an hour: the next one comes anyway', async () => {
    const wish = { jobId: 'wish', timestamp: Date.now() - 3_601_000 };
    await on.queues.get('catalog').add('catalog.forget', {}, wish);
    await startOld();
    await until('failed', async () => (await on.queues.get('catalog').getJobState('wish')) === 'failed');
  });
});
