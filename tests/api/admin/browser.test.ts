import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { buildApp } from '../../../src/api/app.ts';
import { jobIdOf } from '../../../src/jobs/queues.ts';
import { orderNumber } from '../../../src/orders/order-number.ts';
import { configFor } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';
import { redisUrl } from '../../setup/services.ts';
import { until } from '../../setup/wait.ts';
import { type MailServer, startMailServer } from '../../workers/mail-server.ts';
import { openShop, type Shop } from '../../workers/shop.ts';

/** Set to a path to keep a picture of the board, such as docs/images/bull-board.png. */
const pictureFile = process.env.BULL_BOARD_PICTURE;
const admin = { email: 'admin@example.com', password: 'a long password' };

const backends = [
  { backend: 'Redis', url: redisUrl },
  { backend: 'PostgreSQL', url: undefined },
];

// Skipped where no Chromium is installed, which the last lines of the run say.
describe.skipIf(!chromiumPath).each(backends)('in a real browser, with jobs on $backend', ({ url }) => {
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
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
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
    page.setDefaultTimeout(60_000);
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
    await page
      .getByText(`Send confirmation email · order ${orderNumber(orderId)}`)
      .first()
      .waitFor();
    if (pictureFile && url) await page.screenshot({ path: pictureFile });

    for (const width of [390, 1_280]) {
      await page.setViewportSize({ width, height: 800 });
      // Nothing of the board lies over the way back: a click without force would wait for that.
      await page.getByRole('link', { name: 'Overview' }).first().click({ trial: true });
    }
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
    // Nothing was refused by our policy, and nothing asked for of another host.
    expect(blocked).toEqual([]);
  });

  // What it shows on either backend is tested without a browser.
  if (url)
    describe('the overview', () => {
      const pages: Page[] = [];
      afterEach(async () => {
        for (const page of pages.splice(0)) await page.context().close();
      });

      async function openOverview(options: BrowserContextOptions = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
        const page = await context.newPage();
        pages.push(page);
        page.setDefaultTimeout(60_000);
        const faults: string[] = [];
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('dialog', (dialog) => faults.push(dialog.message()));
        await page.goto(`${address}/admin`);
        await page.getByLabel('E-mail').fill(admin.email);
        await page.getByLabel('Password').fill(admin.password);
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('heading', { name: 'Newest orders' }).waitFor();
        return { page, faults };
      }

      it('shows an order that comes in while it is open, and leads to it', async () => {
        const { page, faults } = await openOverview();
        const { orderId, row } = await shop.placeOrder({ name: '<img src=x onerror=alert(1)>' });
        await app.queues.addBulk([row]);
        await page.getByText('Live,').waitFor();
        await page
          .getByRole('link', { name: orderNumber(orderId) })
          .first()
          .click();
        await page.getByRole('heading', { name: `Order ${orderNumber(orderId)}` }).waitFor();
        await page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).waitFor();
        await page.getByRole('searchbox').fill(orderNumber(orderId));
        await page.getByRole('button', { name: 'Find' }).click();
        await page.waitForURL(`**/admin/orders/${orderId}`);
        expect(faults).toEqual([]);
      });

      it('runs nothing that stands in a name, an SKU, a job or a question, and asks no other host', async () => {
        const hostile = `"><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>{{7*7}}`;
        const { orderId, row } = await shop.placeOrder({ name: hostile });
        await shop.pool.query(
          `update order_items set name = $1::text, sku = left($1::text, 64) where order_id = $2`,
          [hostile, orderId],
        );
        const odd = await app.queues.get('mail').add(hostile, { orderId, note: hostile });
        const { page, faults } = await openOverview();
        const elsewhere: string[] = [];
        page.on('request', (request) => {
          if (!request.url().startsWith(address) && !request.url().startsWith('data:'))
            elsewhere.push(request.url());
        });
        const views = [
          '/admin',
          `/admin/orders/${orderId}`,
          `/admin/orders?find=${encodeURIComponent(hostile)}`,
          '/admin/queues/queue/mail?status=latest',
          `/admin/queues/queue/mail/${odd.id}`,
          `/admin/queues/queue/mail/${jobIdOf(row.id)}`,
          `/admin/login?next=${encodeURIComponent(hostile)}`,
        ];
        for (const view of views) await page.goto(`${address}${view}`, { waitUntil: 'networkidle' });
        expect(elsewhere).toEqual([]);
        // A page that is not there says 404, which the browser notes; nothing else may be.
        expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
        await odd.remove();
      });

      it('goes to the login once the session is over, also where it ended elsewhere', async () => {
        const { page } = await openOverview();
        const other = await page.context().newPage();
        await other.goto(`${address}/admin/logout`);
        await other.getByRole('button', { name: 'Log out' }).click();
        await page.waitForURL('**/admin/login?next=%2Fadmin');
      });

      it('keeps the focus of a keyboard where it is while figures change', async () => {
        const { page } = await openOverview();
        const link = page.getByRole('link', { name: 'Mail', exact: true });
        await link.focus();
        await app.queues.get('mail').pause();
        await page.getByText('Mail is paused').waitFor();
        expect(await page.locator(':focus').textContent()).toBe('Mail');
        await app.queues.get('mail').resume();
        await page.getByText('Workers are connected to every queue').waitFor();
        expect(await page.locator(':focus').textContent()).toBe('Mail');
      });

      it('says so when its process does not answer', async () => {
        const { page } = await openOverview();
        await page.getByText('Live,').waitFor();
        await page.context().setOffline(true);
        await page.getByText('these figures are old').waitFor();
        await page.context().setOffline(false);
        await page.getByText('Live,').waitFor();
      });

      it('is complete without scripts', async () => {
        const { page } = await openOverview({ javaScriptEnabled: false });
        await page.getByText('As of').waitFor();
        expect(await page.locator('section.card').count()).toBe(9);
      });

      it.each([
        { device: 'a phone', width: 390, height: 844, colorScheme: 'dark' as const },
        { device: 'a desktop', width: 1280, height: 800, colorScheme: 'light' as const },
      ])('fits $device, with long names and failed jobs', async ({ device, width, height, colorScheme }) => {
        const { orderId } = await shop.placeOrder({ name: `${'Wolfeschlegelsteinhausen'.repeat(4)} & Co` });
        await app.queues
          .get('mail')
          .add('order.send-confirmation-email', { orderId: 'x'.repeat(200) }, { timestamp: 1 });
        const { page } = await openOverview({ viewport: { width, height }, colorScheme });
        await page.getByText('Retry…').first().waitFor();
        const overhang = () => page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(await overhang()).toBe(0);
        if (pictureFile && url) {
          await page.screenshot({
            path: pictureFile.replace('.png', `-${device.slice(2)}.png`),
            fullPage: true,
          });
        }
        await page.goto(`${address}/admin/orders/${orderId}`);
        expect(await overhang()).toBe(0);
        await page.goto(`${address}/admin/reports`);
        expect(await overhang()).toBe(0);
        // What scrolls sideways needs not break a day or a currency in two.
        const lines = `[...document.querySelectorAll('tbody th, tfoot th')].map((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getClientRects().length;
        })`;
        expect(await page.evaluate(lines)).toEqual([1, 1]);
      });
    });
});
