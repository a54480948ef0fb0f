import type { FastifyInstance } from 'fastify';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../../../src/api/app.ts';
import { sampleMails } from '../../../../src/mail/samples.ts';
import { configFor, openShop, type Shop } from '../../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../../setup/chromium.ts';
import { cookieOf, logIn, textOf } from '../operator.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.MAIL_PICTURES;

let shop: Shop;
let app: FastifyInstance;
beforeAll(async () => {
  shop = await openShop();
  app = await buildApp(
    configFor(shop.url, {
      MAIL_FROM: 'Tea & Co <tea@shop.example>',
      ORDER_URL: 'https://shop.example/o/{number}',
    }),
  );
});
afterAll(async () => {
  await app?.close();
  await shop?.close();
});

describe('/admin/mails', () => {
  it('shows every mail with the shop’s own name and link', async () => {
    const operator = await logIn(app);
    const { status, body } = await operator.open('/admin/mails');
    expect(status).toBe(200);
    for (const { id, title, order } of sampleMails) {
      expect(textOf(body)).toContain(title);
      expect(body).toContain(`src="/admin/mails/${id}"`);
      const mail = await operator.open(`/admin/mails/${id}`);
      expect(mail.status).toBe(200);
      expect(mail.body).toContain('Tea &amp; Co');
      expect(mail.body).toContain(`href="https://shop.example/o/${order.number}"`);
    }
    expect((await operator.open('/admin/mails/nothing')).status).toBe(404);
  });

  it('lets a mail run and load nothing', async () => {
    const cookie = await cookieOf(app);
    const { headers } = await app.inject({ url: '/admin/mails/shipped', headers: { cookie } });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline';.*sandbox/,
    );
  });
});

describe.skipIf(!chromiumPath)('/admin/mails in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  it.each([390, 1_280])('shows the mails in frames, %i pixels wide', async (width) => {
    const { port } = app.server.address() as { port: number };
    const address = `http://127.0.0.1:${port}`;
    const [name, value] = (await cookieOf(app)).split('=') as [string, string];
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    await context.addCookies([{ name, value, url: address }]);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${address}/admin/mails`);
    const [first] = sampleMails;
    await page.frameLocator('iframe').first().getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.locator(`#${first!.id}`).getByText('As text').click();
    await page.getByText('Id of the order').first().waitFor();
    if (pictures) await page.screenshot({ path: `${pictures}/admin-mails-${width}.png` });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });
});
