import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/jobs/queues.ts';
import { orderLinkKey, readOrderToken } from '../../src/orders/order-link.ts';
import { type EntryProcess, startEntry } from '../setup/entry-process.ts';
import { redisUrl } from '../setup/services.ts';
import { JWT_SECRET } from '../setup/tokens.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, type ReceivedMail, startMailServer } from './mail-server.ts';
import { openShop, type Shop } from './shop.ts';

const startWorkerProcess = (settings: Record<string, string>) => startEntry('bin/worker.js', settings);

describe.each([
  { backend: 'Redis', url: redisUrl },
  { backend: 'PostgreSQL', url: undefined },
])('the worker process, with jobs on $backend', ({ url }) => {
  let shop: Shop;
  let mailServer: MailServer;
  let worker: EntryProcess | undefined;
  const settings = () => ({
    DATABASE_URL: shop.settings.databaseUrl,
    REDIS_URL: url ?? '',
    SMTP_URL: mailServer.url.replace('//', '//user:smtp-secret@'),
    PUBLIC_URL: 'https://shop.example',
  });

  beforeAll(async () => {
    shop = await openShop(url);
    await shop.loseQueues();
    mailServer = await startMailServer();
  });
  afterEach(async () => {
    if (worker?.child.exitCode === null) worker.child.kill('SIGKILL');
    await worker?.exited;
    await shop.endTest();
  });
  afterAll(async () => {
    await shop.close();
    await mailServer.close();
  });

  it('tells that it is ready, delivers what it finds owed, and keeps secrets and addresses out of its log', async () => {
    const { row } = await shop.placeOrder({ email: 'ada@example.com' });
    worker = startWorkerProcess(settings());
    expect(await worker.ready).toEqual({ type: 'ready' });
    await mailServer.received(1);
    await until('settled', async () => (await shop.message(row.id)).settled_at);
    await until('the log says so', () => worker?.output().includes('mail handed over'));
    expect(worker.output()).not.toMatch(/smtp-secret|ada@example\.com|postgresql:\/\//);
  });

  it.each([
    [
      'where ORDER_URL says',
      { ORDER_URL: 'https://shop.example/mine/{id}', JWT_SECRET },
      /https:\/\/shop\.example\/mine\/[\w-]{36}\s/,
    ],
    [
      'to the page of the API with the same secret',
      { JWT_SECRET },
      /https:\/\/shop\.example\/o\/[\w-]{48}\s/,
    ],
    ['nowhere, which it says at the start', {}, undefined],
  ])(
    'its mails lead to the order, and their headers and greeting hold no text of a stranger’s: %s',
    async (_, env, link) => {
      const { orderId, row } = await shop.placeOrder({ name: 'You won: https://evil.example' });
      worker = startWorkerProcess({ ...settings(), ...env });
      const isOurs = (one: ReceivedMail) => one.subject?.includes(orderId);
      const mail = await until('its mail', () => mailServer.mails.find(isOurs));
      // Else the worker of the next test would send it again.
      await until('settled', async () => (await shop.message(row.id)).settled_at);
      expect(mail.to).toEqual([{ name: '', address: expect.stringContaining('@example.com') }]);
      expect(mail.head + mail.text + mail.html).not.toMatch(/You won|evil\.example/);
      const found = link?.exec(mail.text ?? '')?.[0].trim();
      if (link === undefined) expect(mail.text).not.toContain('https:');
      else expect(mail.html).toContain(`href="${found}"`);
      if (found?.includes('/o/')) {
        expect(readOrderToken(orderLinkKey(JWT_SECRET), found.slice(-48))).toEqual({ orderId });
      }
      const warns = () => worker!.output().includes('set ORDER_URL, or JWT_SECRET');
      if (link === undefined) await until('it says so', warns);
      else expect(warns()).toBe(false);
    },
  );

  it('finishes the mail in flight on SIGTERM and exits with 0, within its bound', async () => {
    const hold = mailServer.holdData();
    const { row } = await shop.placeOrder();
    worker = startWorkerProcess(settings());
    await worker.ready;
    await hold.started;
    worker.child.kill('SIGTERM');
    await until('it drains', () => worker?.output().includes('worker drains'));
    hold.release();
    await worker.exited;
    // 1 where it had to end itself at its bound.
    expect(worker.child.exitCode).toBe(0);
    expect((await shop.message(row.id)).settled_at).not.toBeNull();
    const queues = await shop.openQueues();
    expect(await queues.get('mail').getJobState(jobIdOf(row.id))).toBe('completed');
  });

  it('stops when the one that started it is gone', async () => {
    worker = startWorkerProcess(settings());
    await worker.ready;
    worker.child.disconnect();
    await worker.exited;
    expect(worker.child.exitCode).toBe(0);
  });

  it('ends with a plain line for each bad setting, and no stack trace', async () => {
    worker = startWorkerProcess({ DATABASE_URL: 'nonsense' });
    await expect(worker.ready).rejects.toThrow(/^DATABASE_URL/);
    await worker.exited;
    expect(worker.child.exitCode).toBe(1);
    expect(worker.output().trim().split('\n')).toEqual([
      expect.stringContaining('DATABASE_URL is not a URL'),
      expect.stringContaining('SMTP_URL is missing'),
    ]);
  });
});
