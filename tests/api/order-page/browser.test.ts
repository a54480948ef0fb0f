import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressLines } from '../../../src/addresses/address-lines.ts';
import { confirmationMail } from '../../../src/mail/confirmation-mail.ts';
import { orderLinks } from '../../../src/orders/order-link.ts';
import { fullAddress } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.ORDER_PICTURES;

describe.skipIf(!chromiumPath)('an order in a browser', () => {
  let shop: Shop;
  let browser: Browser;
  let pageUrl: string;
  let mail: string;

  beforeAll(async () => {
    shop = await openShop();
    const lines = await Promise.all([
      shop.product({ name: 'Mug, white', sku: 'MUG-WHITE', price: 1_299 }),
      shop.product({ name: `Donau${'dampfschifffahrt'.repeat(8)}`, sku: 'LONG', price: 99_999_900 }),
    ]);
    const buyer = await shop.buyerWith([lines[0].id, 2], [lines[1].id, 12]);
    const shippingAddress = { ...fullAddress, company: `Donau${'dampfschifffahrt'.repeat(8)}` };
    const { body: order } = await buyer.post('/orders', { shippingAddress });
    const publicUrl = await shop.app.listen({ host: '127.0.0.1', port: 0 });
    const placedAt = new Date(order.createdAt);
    const settings = { orderUrl: undefined, publicUrl, jwtSecret: shop.app.config.jwtSecret };
    pageUrl = orderLinks(settings)!({ id: order.id, since: placedAt });
    const customer = { name: 'Ada Lovelace', email: 'ada@example.com' };
    const sender = { name: 'Tea & Co', address: 'orders@shop.example' };
    mail = confirmationMail(
      { ...order, placedAt, customer, deliverTo: addressLines(shippingAddress) },
      { shop: sender, link: pageUrl },
    ).html;
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it.each([
    { device: 'a phone', width: 390, height: 844, colorScheme: 'dark' as const },
    { device: 'a desktop', width: 1280, height: 800, colorScheme: 'light' as const },
  ])('the button of the mail leads to the order, and both fit $device', async ({ device, ...screen }) => {
    const { width, height, colorScheme } = screen;
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const fits = async (name: string) => {
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      expect(await page.evaluate(edges)).toBeGreaterThanOrEqual(12);
    };
    await page.setContent(mail);
    await fits('mail');
    await page.getByRole('link', { name: 'Look at the order' }).click();
    await page.getByRole('heading', { name: 'Your order' }).waitFor();
    await fits('order');
    expect(await page.getByRole('main').textContent()).toContain(fullAddress.line1);
    expect(await page.locator('tfoot').textContent()).toContain('£12,000,013.98');
    await page.goto(pageUrl.slice(0, -1));
    await page.getByRole('heading', { name: 'This link leads to no order' }).waitFor();
    await fits('no-order');
    // The last answer is a 404, which Chromium calls an error by itself.
    expect(faults.filter((text) => !text.includes('404'))).toEqual([]);
    await page.close();
  });
});

/** Pixels between what the card holds and its edge, at the narrowest place. */
const edges = `(() => {
  const card = document.querySelector('main, body > div').getBoundingClientRect();
  const gaps = [...document.querySelectorAll('table, h1, p')].map((part) => {
    const { left, right } = part.getBoundingClientRect();
    return Math.min(left - card.left, card.right - right);
  });
  return Math.min(...gaps);
})()`;
