import { Worker } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildApp } from '../../../../src/api/app.ts';
import { jobIdOf } from '../../../../src/jobs/queues.ts';
import { orderNumber } from '../../../../src/orders/order-number.ts';
import { configFor } from '../../../setup/api.ts';
import { startProxy, type TcpProxy } from '../../../setup/proxy.ts';
import { redisUrl } from '../../../setup/services.ts';
import { until } from '../../../setup/wait.ts';
import { type MailServer, startMailServer } from '../../../workers/mail-server.ts';
import { backends } from '../../../workers/on-backends.ts';
import { openShop, type Shop } from '../../../workers/shop.ts';
import { cardOf, logIn, type Operator, textOf } from '../operator.ts';

describe.each(backends)('the overview, with jobs on $backend', ({ url }) => {
  let shop: Shop;
  let app: FastifyInstance;
  let mailServer: MailServer;
  let operator: Operator;

  beforeAll(async () => {
    shop = await openShop(url);
    await shop.loseQueues();
    mailServer = await startMailServer();
    app = await buildApp(configFor(shop.settings.databaseUrl, { REDIS_URL: url ?? '' }));
    operator = await logIn(app);
  });
  afterAll(async () => {
    await app?.close();
    await shop?.close();
    await mailServer?.close();
  });

  it('tells the truth before the first order, and that nobody works, whoever works for another shop on this Redis', async () => {
    const stranger =
      url &&
      new Worker('mail', null, {
        connection: { url: url.replace(/\/\d*$/, '/63'), maxRetriesPerRequest: null },
      });
    if (stranger) onTestFinished(() => stranger.close());
    if (stranger) await stranger.waitUntilReady();
    const page = await operator.open('/admin');
    expect(page.status).toBe(200);
    expect(page.body).toContain('<noscript><meta http-equiv="refresh"');
    const body = await operator.untilOverview(
      'every look ended in time, also at a Redis that is only being connected to',
      (live) => !live.includes('in time') && !live.includes('cannot be reached'),
    );
    expect(cardOf(body, 'orders')).toMatch(/Fine Ready\. No order came in the last hour\..*Last hour 0/);
    expect(cardOf(body, 'mail')).toContain('Fine Everything that was owed is delivered.');
    expect(cardOf(body, 'queues')).toMatch(/Trouble No worker is connected to Mail.* and /);
    expect(cardOf(body, 'newest')).toContain('No order yet.');
    // It takes no payments.
    expect(body).not.toContain('id="payments"');
    expect(cardOf(body, 'database')).toMatch(/PostgreSQL \d+.* \d+ of \d+ busy, 0 waiting/);
    const redis = cardOf(body, 'redis');
    if (url) expect(redis).toMatch(/Fine .*When full noeviction/);
    else expect(redis).toContain('Fine Not used: jobs run on PostgreSQL');
  });

  it('follows an order to its mail, and a refused one to the failed jobs', async () => {
    await shop.startWorkers(shop.processors(mailServer.url));
    const sent = await shop.placeOrder();
    await app.queues.addBulk([sent.row]);
    await mailServer.received(1);
    mailServer.refuseRecipients(550);
    const refused = await shop.placeOrder({ name: 'Ada <b>Lovelace</b>' });
    await app.queues.addBulk([refused.row]);
    const mail = app.queues.get('mail');
    await until('it failed', async () => (await mail.getJobState(jobIdOf(refused.row.id))) === 'failed');

    const body = await operator.untilOverview(
      'both are seen, each by its own look',
      (page) =>
        /Retry…/.test(page) &&
        /Last hour 1/.test(cardOf(page, 'mail')) &&
        /Last hour 2/.test(cardOf(page, 'orders')) &&
        /tried 1×, not sent/.test(cardOf(page, 'newest')) &&
        /sent after/.test(cardOf(page, 'newest')) &&
        /Nothing waits, but/.test(cardOf(page, 'mail')) &&
        /Fine .*Mail 0 – 0 0 1 1 Catalog 0 – 0 0 0 1/.test(cardOf(page, 'queues')),
    );
    expect(cardOf(body, 'orders')).toMatch(
      /Fine Orders are taken as they come\..*Last minute \d Last hour 2/,
    );
    expect(cardOf(body, 'mail')).toMatch(/Last minute \d Last hour 1/);
    expect(cardOf(body, 'queues')).toMatch(/Fine .*Mail 0 – 0 0 1 1 Catalog 0 – 0 0 0 1/);
    expect(cardOf(body, 'newest')).toMatch(/Ada <b>Lovelace<\/b> 1 £25\.00 tried 1×, not sent/);
    expect(cardOf(body, 'newest')).toMatch(new RegExp(`${orderNumber(sent.orderId)} .*£25\\.00 sent after`));
    const failed = cardOf(body, 'failed');
    expect(failed).toContain('Needs you 1 job failed for good and waits for somebody');
    expect(failed).toMatch(/Send confirmation email Retry… The mail server refused the address.*1 attempt/);
    expect(body).toContain(`href="/admin/queues/queue/mail/${jobIdOf(refused.row.id)}"`);
    expect(body).toContain(`href="/admin/orders/${refused.orderId}"`);
    expect(textOf(body)).toContain('Look at mail and failed jobs.');
    // Nothing is owed any more, and yet not everything was delivered.
    expect(cardOf(body, 'mail')).toContain(
      'Needs you Nothing waits, but 1 mail could not be delivered: see the failed jobs.',
    );
    expect(body).toContain('<title>(2) Overview');
    mailServer.refuseRecipients(undefined);
  });

  it('says of an order that never owed a mail that there is none', async () => {
    const { orderId } = await shop.placeOrder();
    await shop.pool.query(`update outbox_messages set settled_at = now() where payload->>'orderId' = $1`, [
      orderId,
    ]);
    await shop.pool.query(`update orders set created_at = now() - interval '1 day' where id = $1`, [orderId]);
    const body = await operator.untilOverview('it is seen', (page) => page.includes(orderNumber(orderId)));
    expect(cardOf(body, 'newest')).toMatch(new RegExp(`${orderNumber(orderId)} .*?£25\\.00 none`));
  });

  it('names orders in Bull Board, and leads from a job to its order', async () => {
    const { row, orderId } = await shop.placeOrder();
    await app.queues.addBulk([row]);
    // So old that it fails: nobody will ever be able to read it.
    const ancient = { timestamp: 1 };
    await app.queues.get('mail').add('order.send-confirmation-email', { orderId: '"><script>' }, ancient);
    const mail = (await operator.open('/admin/queues/api/queues?activeQueue=mail')).body;
    const jobs = JSON.parse(mail).queues[0].jobs as { id: string; name: string; externalUrl?: object }[];
    expect(JSON.parse(mail).queues[0]).toMatchObject({ name: 'mail', displayName: 'Mail' });
    expect(jobs.find((job) => job.id === jobIdOf(row.id))).toMatchObject({
      name: `Send confirmation email · order ${orderNumber(orderId)}`,
      externalUrl: { href: `/admin/orders/${orderId}`, displayText: `Order ${orderNumber(orderId)}` },
    });
    const odd = jobs.find((job) => !job.id.startsWith('outbox-'));
    expect([odd?.name, odd?.externalUrl]).toEqual(['Send confirmation email', undefined]);
  });

  it('does not take turns that wait for their hour for jobs that are tried again', async () => {
    const maintenance = app.queues.get('maintenance');
    for (const name of ['daily', 'hourly']) {
      await maintenance.upsertJobScheduler(name, { every: 3_600_000, startDate: Date.now() + 3_600_000 });
    }
    await maintenance.add('tried', {}, { delay: 3_600_000 });
    expect(await maintenance.getJobCountByTypes('delayed')).toBe(3);
    await operator.untilOverview('the one that is retried', (page) =>
      /Maintenance 0 – 0 1 0 /.test(cardOf(page, 'queues')),
    );
    for (const name of ['daily', 'hourly']) await maintenance.removeJobScheduler(name);
  });

  it('says what waits for a worker of a newer version', async () => {
    const { row } = await shop.placeOrder();
    await shop.pool.query('update outbox_messages set unknown_since = now() where id = $1', [row.id]);
    const body = await operator.untilOverview('it is seen', (page) =>
      cardOf(page, 'outbox').includes('newer version'),
    );
    expect(cardOf(body, 'outbox')).toMatch(/Waiting 1 message waits for a worker of a newer version/);
    await shop.pool.query('update outbox_messages set settled_at = now() where id = $1', [row.id]);
  });

  it('counts the oldest of what waits, paused or not', async () => {
    const mail = app.queues.get('mail');
    await until('the jobs so far are over', async () => {
      const { waiting, active } = await mail.getJobCounts('waiting', 'active');
      return waiting === 0 && active === 0;
    });
    await mail.pause();
    const { row } = await shop.placeOrder();
    await app.queues.addBulk([row]);
    await shop.pool.query(
      `update outbox_messages set created_at = now() - interval '5 minutes' where id = $1`,
      [row.id],
    );
    const body = await operator.untilOverview('the backlog', (page) => /Paused/.test(page));
    expect(cardOf(body, 'queues')).toMatch(
      /Paused Mail is paused: jobs wait until it is resumed\..*Mail \(paused\) 1 \d+ m?s /,
    );
    expect(cardOf(body, 'mail')).toContain('Behind Behind: 1 mail waits, the oldest for 5 min.');
    expect(cardOf(body, 'outbox')).toMatch(/Waiting for a queue 1 Lag: the oldest of these 5 min/);
    await mail.resume();
  });
});

describe('the overview while something is gone', () => {
  let shop: Shop;
  let app: FastifyInstance;
  let operator: Operator;
  let redis: TcpProxy;
  let postgres: TcpProxy;

  beforeAll(async () => {
    shop = await openShop(redisUrl);
    await shop.loseQueues();
    [redis, postgres] = await Promise.all([startProxy(redisUrl), startProxy(shop.settings.databaseUrl)]);
    app = await buildApp(
      configFor(postgres.through(shop.settings.databaseUrl), { REDIS_URL: redis.through(redisUrl) }),
    );
    operator = await logIn(app);
  });
  afterAll(async () => {
    await app?.close();
    await Promise.all([redis?.close(), postgres?.close()]);
    await shop?.close();
  });

  it('ten pages at once cost what one costs', async () => {
    await operator.open('/admin/live');
    let asked = 0;
    postgres.onRequest = (chunk) => {
      asked += chunk.toString('latin1').split('operators.read-database').length - 1;
      return true;
    };
    await operator.untilOverview('a new look', () => asked > 0);
    const before = asked;
    await Promise.all(Array.from({ length: 10 }, () => operator.open('/admin/live')));
    expect(asked - before).toBeLessThanOrEqual(2);
    postgres.onRequest = undefined;
  });

  it.each(['cut', 'silent'])('Redis %s: says that orders go on and mail waits', async (how) => {
    await shop.placeOrder();
    if (how === 'cut') redis.cut();
    else redis.onRequest = () => false;
    const body = await operator.untilOverview('Redis is missed', (page) =>
      /Trouble: Redis/.test(textOf(page)),
    );
    expect(cardOf(body, 'redis')).toContain('Trouble Redis cannot be reached: orders go on, mail waits');
    expect(cardOf(body, 'mail')).toMatch(
      /Waiting Redis cannot be reached: orders go on, \d mails? waits?, the oldest for/,
    );
    expect(cardOf(body, 'orders')).toContain('Fine Orders are taken as they come.');
    expect(cardOf(body, 'outbox')).toContain('It keeps what is owed until Redis is back.');
    redis.onRequest = undefined;
    redis.cut();
    redis.restore();
    await operator.untilOverview('Redis is back', (page) =>
      cardOf(page, 'redis').includes('Answers at once'),
    );
  });

  it.each(['cut', 'silent'])('PostgreSQL %s: the page still comes, and says so', async (how) => {
    await operator.open('/admin');
    if (how === 'cut') postgres.cut();
    else postgres.onRequest = () => false;
    const body = await operator.untilOverview(
      'PostgreSQL is missed, and Redis is not',
      (page) => cardOf(page, 'database').includes('Trouble') && cardOf(page, 'redis').includes('Fine'),
    );
    expect(cardOf(body, 'orders')).toContain('Trouble PostgreSQL does not answer: no order can be taken.');
    expect((await app.inject({ url: '/admin', headers: { accept: 'text/html' } })).statusCode).toBe(303);
    postgres.onRequest = undefined;
    postgres.cut();
    postgres.restore();
    await operator.untilOverview('it is back', (page) => cardOf(page, 'database').includes('Answers'));
  });

  it('is not shown to a session that this process has not seen while PostgreSQL cannot say whose it is', async () => {
    const other = await buildApp(
      configFor(postgres.through(shop.settings.databaseUrl), { REDIS_URL: redis.through(redisUrl) }),
    );
    const stranger = await logIn(other);
    postgres.cut();
    const { status, body } = await stranger.open('/admin');
    expect(status).toBe(503);
    expect(body).not.toMatch(/id="(orders|newest|redis|processes)"/);
    expect(cardOf(body, 'problem')).toContain('PostgreSQL does not answer.');
    postgres.restore();
    await other.close();
  });
});
