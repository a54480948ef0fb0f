import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/jobs/queues.ts';
import { reopenMessages } from '../../src/outbox/sql/reopen-messages.ts';
import { gate, until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

const name = 'order.send-confirmation-email';

describe.each(backends)('a job that failed for good, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);
  let serial = 0;

  const failed = (id: string) =>
    until('the message says that it failed', async () => {
      const message = await on.shop.message(id);
      return message.failed_at ? message : undefined;
    });
  /** An order whose customer's address is refused for good, all the way to failed. */
  async function refusedOrder() {
    on.mailServer.refuseRecipients(550);
    const placed = await on.shop.placeOrder({ email: `gone${++serial}@example.com` });
    await on.queues.addBulk([placed.row]);
    await on.inState(placed.row.id, 'failed');
    on.mailServer.refuseRecipients(undefined);
    return placed;
  }

  it('is known to the database with its reason and without the address, and owed no more', async () => {
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const { row } = await refusedOrder();
    const message = await failed(row.id);
    expect(message).toMatchObject({ failure: 'refused', failed_attempts: 1 });
    expect(message.failure_detail).toContain('refused the address');
    expect(message.failure_detail).not.toMatch(/gone\d|@/);
    expect(message.settled_at).not.toBeNull();
  });

  it('stays known, and is not tried again by itself, when the queues lose everything', async () => {
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const { row } = await refusedOrder();
    await failed(row.id);
    on.shop.startRelay(on.queues);
    await on.shop.loseQueues();
    const other = await on.shop.placeOrder();
    await on.settled(other.row.id);
    expect((await on.shop.message(row.id)).failure).toBe('refused');
    expect(await on.queues.get('mail').getJob(jobIdOf(row.id))).toBeUndefined();
  });

  it.each([
    ['exhausted', { attempts: 2, backoff: 0 }, undefined],
    ['missing', { attempts: 5 }, { orderId: '00000000-0000-7000-8000-000000000000' }],
  ])('says that it was %s', async (failure, options, payload) => {
    const { row } = await on.shop.placeOrder();
    const processors = on.shop.processors(payload ? on.mailServer.url : 'smtp://127.0.0.1:1');
    await on.shop.startWorkers(processors);
    await on.queues.get('mail').add(name, payload ?? row.payload, { ...options, jobId: jobIdOf(row.id) });
    expect(await failed(row.id)).toMatchObject({
      failure,
      failed_attempts: failure === 'exhausted' ? 2 : 1,
    });
  });

  it('says so where it lost its worker too often', async () => {
    const { row } = await on.shop.placeOrder();
    const started = gate();
    const quick = { lockDurationMs: 300, stalledIntervalMs: 100, maxStalled: 0 };
    const hanging = on.shop.processors(on.mailServer.url, {
      [name]: async () => {
        started.resolve();
        await new Promise(() => {});
      },
    });
    const dead = await on.shop.startWorkers(hanging, quick);
    await on.queues.addBulk([row]);
    await started.promise;
    await Promise.all(dead.all.map((worker) => worker.close(true)));
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url), quick);
    expect(await failed(row.id)).toMatchObject({ failure: 'stalled' });
  });

  it('is owed again and delivered when it is retried in Bull Board', async () => {
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const { row } = await refusedOrder();
    await failed(row.id);
    const hold = on.mailServer.holdData();
    await (await on.jobOf(row.id)).retry('failed');
    await hold.started;
    expect(await on.shop.message(row.id)).toMatchObject({ failed_at: null, failure: null, settled_at: null });
    hold.release();
    await on.settled(row.id);
    expect(await on.shop.message(row.id)).toMatchObject({ failed_at: null, failure: null });
  });

  it.each([
    ['is still in its queue', async () => {}],
    ['is lost with its queue', () => on.shop.loseQueues()],
  ])(
    'is delivered when another try is asked for in the database alone, where its job %s',
    async (_, lose) => {
      await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
      const { row } = await refusedOrder();
      await failed(row.id);
      await lose();
      expect(await reopenMessages(on.shop.pool, [row.id], { published: false })).toEqual([row.id]);
      on.shop.startRelay(on.queues);
      await on.settled(row.id);
      expect(on.mailServer.mails).toHaveLength(1);
      expect((await on.shop.message(row.id)).failed_at).toBeNull();
    },
  );

  it('cannot be half noted: the database refuses a state that makes no sense', async () => {
    const { row } = await on.shop.placeOrder();
    const set = (assignments: string) =>
      on.shop.pool.query(`update outbox_messages set ${assignments} where id = $1`, [row.id]);
    const complete = `failed_at = now(), failure = 'refused', failure_detail = '', failed_attempts = 1`;
    await expect(set(complete)).rejects.toThrow('outbox_messages_failed_settled');
    await expect(set(`settled_at = now(), failed_at = now()`)).rejects.toThrow('failure_complete');
    await expect(
      set(
        `settled_at = now(), failed_at = now(), failure = 'luck', failure_detail = '', failed_attempts = 1`,
      ),
    ).rejects.toThrow('failure_known');
    await set(`settled_at = now(), ${complete}`);
  });
});
