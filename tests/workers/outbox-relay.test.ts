import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/outbox/publisher.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('what the outbox owes, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  it('reaches the mail when the process dies between commit and publish: the relay finds it', async () => {
    const { row } = await on.shop.placeOrder();
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    on.shop.startRelay(on.queues);
    await on.mailServer.received(1);
    await on.settled(row.id);
  });

  it('is left to the process that wrote it while it is fresh', async () => {
    const old = await on.shop.placeOrder();
    await on.shop.pool.query(
      `update outbox_messages set next_look_at = now() - interval '1 hour' where id = $1`,
      [old.row.id],
    );
    const fresh = await on.shop.placeOrder();
    on.shop.startRelay(on.queues, { graceMs: 600_000 });
    await until('the old one is published', async () => (await on.shop.message(old.row.id)).published_at);
    expect((await on.shop.message(fresh.row.id)).published_at).toBeNull();
  });

  it('is one job, however many relays and publishers hand it over', async () => {
    const placed = await Promise.all(Array.from({ length: 30 }, () => on.shop.placeOrder()));
    const publisher = createPublisher(on.queues, on.shop.pool, { onLeftBehind: () => {} });
    for (let n = 0; n < 2; n++)
      on.shop.startRelay(await on.shop.openQueues(), { limit: 7, republishAfterMs: 0 });
    publisher.publish(placed.map(({ row }) => row));
    await until('all are published', async () => {
      const { rows } = await on.shop.pool.query(
        'select 1 from outbox_messages where settled_at is null and published_at is null',
      );
      return rows.length === 0;
    });
    await publisher.flush(1_000);
    expect(await on.queues.get('mail').getJobCountByTypes('waiting', 'active', 'delayed')).toBe(30);
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await Promise.all(placed.map(({ row }) => on.settled(row.id)));
    expect(on.mailServer.mails.map((mail) => mail.messageId).sort()).toEqual(
      placed.map(({ orderId }) => `<order-${orderId}.confirmation@shop.example>`).sort(),
    );
  });

  it('is published again at once when the queues come back empty', async () => {
    const placed = await Promise.all(Array.from({ length: 5 }, () => on.shop.placeOrder()));
    on.shop.startRelay(on.queues, { limit: 2 });
    await Promise.all(
      placed.map(({ row }) => until('published', async () => (await on.shop.message(row.id)).published_at)),
    );
    await on.shop.loseQueues();
    await Promise.all(placed.map(({ row }) => on.jobOf(row.id)));
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url));
    await on.mailServer.received(5);
  });

  it('is published again after a while when its job alone got lost', async () => {
    const { row } = await on.shop.placeOrder();
    on.shop.startRelay(on.queues, { republishAfterMs: 50, republishAtMostMs: 100 });
    await (await on.jobOf(row.id)).remove();
    await on.jobOf(row.id);
  });

  it('settles the message of a job that failed for good where its worker could not', async () => {
    const { row } = await on.shop.placeOrder();
    await on.shop.startWorkers(
      on.shop.processors(on.mailServer.url, {
        'order.send-confirmation-email': async () => {
          throw Object.assign(new Error('no'), { name: 'UnrecoverableError' });
        },
      }),
    );
    await on.queues.addBulk([row]);
    await on.inState(row.id, 'failed');
    expect((await on.shop.message(row.id)).settled_at).toBeNull();
    await on.shop.pool.query('update outbox_messages set published_at = now() where id = $1', [row.id]);
    on.shop.startRelay(on.queues, { republishAfterMs: 1, republishAtMostMs: 1 });
    await on.settled(row.id);
  });
});
