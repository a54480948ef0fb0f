import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/outbox/publisher.ts';
import { startProxy } from '../setup/proxy.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('the confirmation an order owes, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  it('is mailed within milliseconds of the commit, and settled', async () => {
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const publisher = createPublisher(on.queues, on.shop.pool, {
      onLeftBehind: (_, cause) => expect.fail(String(cause)),
    });
    const { orderId, row } = await on.shop.placeOrder();
    publisher.publish([row]);
    await on.mailServer.received(1);
    await on.settled(row.id);
    // Whether its publication was noted is all the same by now: what is settled is owed no more.
    await publisher.flush(5_000);
    expect(on.mailServer.mails).toHaveLength(1);
    expect(await on.shop.delivery(orderId)).toMatchObject({
      attempts: 1,
      handed_over_at: expect.any(String),
    });
  });

  it('is mailed once when the job runs twice', async () => {
    const { orderId, row } = await on.shop.placeOrder();
    const processors = on.shop.processors(on.mailServer.url);
    await on.shop.startWorkers(processors);
    await on.queues.addBulk([row]);
    await on.settled(row.id);
    await on.inState(row.id, 'completed');
    await (await on.jobOf(row.id)).retry('completed');
    await until('the second run', async () => (await on.jobOf(row.id)).attemptsStarted > 1);
    await on.inState(row.id, 'completed');
    expect(on.mailServer.mails).toHaveLength(1);
    expect(await on.shop.delivery(orderId)).toMatchObject({ attempts: 1 });
  });

  it('waits for a mail server that is down, and is delivered when it is back', async () => {
    const { orderId, row } = await on.shop.placeOrder();
    const proxy = await startProxy(on.mailServer.url);
    proxy.cut();
    await on.shop.startWorkers(on.shop.processors(proxy.through(on.mailServer.url)));
    await on.queues.addBulk([row]);
    await on.inState(row.id, 'delayed');
    expect((await on.shop.message(row.id)).settled_at).toBeNull();
    proxy.restore();
    await on.mailServer.received(1);
    await on.settled(row.id);
    expect((await on.shop.delivery(orderId))?.attempts).toBeGreaterThan(1);
    await proxy.close();
  });

  it('waits when the mail server defers the address (4xx)', async () => {
    on.mailServer.refuseRecipients(450);
    const { row } = await on.shop.placeOrder();
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.queues.addBulk([row]);
    await on.inState(row.id, 'delayed');
    on.mailServer.refuseRecipients(undefined);
    await on.settled(row.id);
    expect(on.mailServer.mails).toHaveLength(1);
  });

  it('fails at once when the address is refused for good, keeps the reason without it, and can be retried by hand', async () => {
    on.mailServer.refuseRecipients(550);
    const { row } = await on.shop.placeOrder({ email: 'gone@example.com' });
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.queues.addBulk([row]);
    await on.inState(row.id, 'failed');
    const job = await on.jobOf(row.id);
    expect(job.attemptsMade).toBe(1);
    expect(job.failedReason).toContain('refused the address');
    expect(JSON.stringify(job)).not.toContain('gone@example.com');
    await on.settled(row.id);

    on.mailServer.refuseRecipients(undefined);
    await job.retry('failed');
    await on.mailServer.received(1);
    await on.inState(row.id, 'completed');
  });

  it('fails for good when there is no such order, and when nobody has known the job for long', async () => {
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    const mail = on.queues.get('mail');
    const orderId = '00000000-0000-7000-8000-000000000000';
    const lost = await mail.add('order.send-confirmation-email', { orderId }, { attempts: 5, jobId: 'lost' });
    const old = { attempts: 5, timestamp: Date.now() - 8 * 24 * 3_600_000 };
    const wrong = await mail.add(
      'order.send-confirmation-email',
      { orderId: 1, to: 'x' },
      { ...old, jobId: 'wrong' },
    );
    const stranger = await mail.add('order.unheard-of', {}, { ...old, jobId: 'stranger' });
    for (const [job, reason] of [
      [lost, 'no order'],
      [wrong, 'payload'],
      [stranger, 'no job is called'],
    ] as const) {
      const failed = await until('failed', async () => {
        const found = (await mail.getJob(job.id as string)) as Job;
        return found.finishedOn ? found : undefined;
      });
      expect(failed.failedReason).toContain(reason);
      expect(failed.attemptsMade).toBe(1);
    }
  });
});
