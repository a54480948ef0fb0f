import { setImmediate as immediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/jobs/queues.ts';
import { enqueue } from '../../src/outbox/enqueue.ts';
import { createPublisher } from '../../src/outbox/publisher.ts';
import { startProxy } from '../setup/proxy.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { openShop, type Shop } from '../workers/shop.ts';

describe('publishing after the commit', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(redisUrl);
    await shop.loseQueues();
  });
  afterEach(() => shop.endTest());
  afterAll(() => shop.close());

  const orderId = '0198c0de-0000-7000-8000-000000000001';
  const owed = (em = shop.orm.em.fork()) => ({
    em,
    row: enqueue(em, 'order.send-confirmation-email', { orderId }, { subjectId: orderId }),
  });

  it('owes nothing when the transaction that owed it is rolled back', async () => {
    const em = shop.orm.em.fork();
    const failed = em.transactional(async (inner) => {
      owed(inner);
      await inner.flush();
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    const { rows } = await shop.pool.query('select 1 from outbox_messages');
    expect(rows).toHaveLength(0);
  });

  it('fails without waiting for anything while Redis is gone, leaves the rows to the relay and tells of it once', async () => {
    const proxy = await startProxy(redisUrl);
    const queues = await shop.openQueues({ redisUrl: proxy.through(redisUrl) });
    const told: number[] = [];
    const publisher = createPublisher(queues, shop.pool, { onLeftBehind: (rows) => told.push(rows) });
    const { em, row } = owed();
    await em.flush();
    proxy.cut();
    await until('the connection is noticed to be gone', () => !queues.isReady());

    const failed: unknown[] = [];
    queues.addBulk([row]).catch((error) => failed.push(error));
    // One turn of the event loop: nothing was sent, and no timer was waited for.
    await immediate();
    expect(String(failed)).toContain('cannot be reached');
    for (let n = 0; n < 50; n++) publisher.publish([row]);
    publisher.request('catalog.warm-product-cache', { reason: 'change' });
    await publisher.flush(1_000);
    expect(told).toHaveLength(1);
    expect((await shop.message(row.id)).published_at).toBeNull();

    proxy.restore();
    await until('Redis is back', () => queues.isReady());
    publisher.publish([row]);
    await until('published', async () => (await shop.message(row.id)).published_at);
    await shop.endTest();
    await proxy.close();
  });

  it('opens while Redis is gone, and joins it when it comes', async () => {
    const proxy = await startProxy(redisUrl);
    proxy.cut();
    const queues = await shop.openQueues({ redisUrl: proxy.through(redisUrl) });
    expect(queues.isReady()).toBe(false);
    proxy.restore();
    await until('Redis is joined', () => queues.isReady());
    const { em, row } = owed();
    await em.flush();
    await queues.addBulk([row]);
    expect(await queues.get('mail').getJobState(jobIdOf(row.id))).toBe('waiting');
    await shop.endTest();
    await proxy.close();
  });

  it('keeps a bounded number of rows in memory, and leaves the rest to the relay', async () => {
    const queues = await shop.openQueues();
    let leftBehind = 0;
    const publisher = createPublisher(queues, shop.pool, {
      onLeftBehind: (rows) => {
        leftBehind += rows;
      },
    });
    const { row } = owed();
    publisher.publish(Array.from({ length: 10_500 }, () => row));
    expect(leftBehind).toBe(500);
    await publisher.flush(15_000);
    expect(await queues.get('mail').getJobState(jobIdOf(row.id))).toBe('waiting');
  });

  it('refuses to start on a PostgreSQL without the queues’ schema', async () => {
    const elsewhere = Object.assign(new URL(shop.settings.databaseUrl), { pathname: '/postgres' }).href;
    await expect(shop.openQueues({ redisUrl: undefined, databaseUrl: elsewhere })).rejects.toThrow(
      /schema|migrat/i,
    );
  });
});
