import { existsSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { buildApp } from '../../../src/api/app.ts';
import { jobIdOf } from '../../../src/jobs/queues.ts';
import { configFor } from '../../setup/api.ts';
import { redisUrl } from '../../setup/services.ts';
import { until } from '../../setup/wait.ts';
import { type MailServer, startMailServer } from '../../workers/mail-server.ts';
import { openShop, type Shop } from '../../workers/shop.ts';

/** Set to a path to keep a picture of the board, such as docs/images/bull-board.png. */
const pictureFile = process.env.BULL_BOARD_PICTURE;
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const admin = { email: 'admin@example.com', password: 'a long password' };

const backends = [
  { backend: 'Redis', url: redisUrl },
  { backend: 'PostgreSQL', url: undefined },
];

// Skipped where no Chromium is installed, which the report shows.
describe.skipIf(!executablePath).each(backends)('in a real browser, with jobs on $backend', ({ url }) => {
  let shop: Shop;
  let app: FastifyInstance;
  let mailServer: MailServer;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    shop = await openShop(url);
    await shop.loseQueues();
    mailServer = await startMailServer();
    app = await buildApp(configFor(shop.settings.databaseUrl, { REDIS_URL: url ?? '' }));
    await ensureAdmin(app.orm.em.fork(), admin);
    address = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await shop?.close();
    await mailServer?.close();
  });

  it('an administrator logs in, sees the queues, retries a failed mail and logs out', async () => {
    await shop.startWorkers(shop.processors(mailServer.url));
    const delivered = await Promise.all([shop.placeOrder(), shop.placeOrder()]);
    await app.queues.addBulk(delivered.map(({ row }) => row));
    await mailServer.received(2);
    mailServer.refuseRecipients(550);
    const { orderId, row } = await shop.placeOrder();
    await app.queues.addBulk([row]);
    const mail = app.queues.get('mail');
    await until('the mail is refused', async () => (await mail.getJobState(jobIdOf(row.id))) === 'failed');

    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    page.setDefaultTimeout(10_000);
    const blocked: string[] = [];
    page.on('console', (message) => message.type() === 'error' && blocked.push(message.text()));
    page.on('pageerror', (error) => blocked.push(error.message));

    await page.goto(`${address}/admin/queues`);
    expect(page.url()).toContain('/admin/login?next=');
    await page.getByLabel('E-mail').fill(admin.email);
    await page.getByLabel('Password').fill(admin.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/admin/queues');
    await page
      .getByRole('link', { name: /catalog/ })
      .first()
      .waitFor();

    await page.goto(`${address}/admin/queues/queue/mail?status=failed`);
    await page.getByText(`order ${orderId}`).first().waitFor();
    if (pictureFile && url) await page.screenshot({ path: pictureFile });

    mailServer.refuseRecipients(undefined);
    // The first of the icons on the job's card, which have no names of their own.
    await page.locator(`xpath=//*[text()="${jobIdOf(row.id)}"]/following::button[1]`).click();
    await page.getByText('Are you sure that you want to retry this job?').waitFor();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await mailServer.received(3);
    await until(
      'the job is completed',
      async () => (await mail.getJobState(jobIdOf(row.id))) === 'completed',
    );

    await page.goto(`${address}/admin/logout`);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/admin/login');
    await page.goto(`${address}/admin/queues`);
    expect(page.url()).toContain('/admin/login?next=');
    // The board asks for a font of somebody else's; our policy lets nobody else's in.
    expect(blocked.filter((text) => !text.includes('fonts.googleapis.com'))).toEqual([]);
  });
});
