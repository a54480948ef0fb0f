import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullAddress } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';
import { cookieOf } from './operator.ts';

/** Set to a folder to keep pictures of what is opened here, such as docs/images. */
const pictures = process.env.ADMIN_PICTURES;

const screens = [
  { device: 'a phone', width: 390, height: 844, colorScheme: 'light' as const },
  { device: 'a desktop', width: 1280, height: 800, colorScheme: 'dark' as const },
];

// Skipped where no Chromium is installed, which the last lines of the run say.
describe.skipIf(!chromiumPath)('an operator’s day in a browser without scripts', () => {
  let shop: Shop;
  let browser: Browser;
  let address: string;
  let cookie: { name: string; value: string };

  beforeAll(async () => {
    shop = await openShop();
    address = await shop.app.listen({ host: '127.0.0.1', port: 0 });
    const [name, value] = (await cookieOf(shop.app)).split('=') as [string, string];
    cookie = { name, value };
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  async function placed() {
    const products = await Promise.all([
      shop.product({
        name: 'Stoneware mug, speckled',
        sku: `MUG-${crypto.randomUUID()}`,
        price: 1_450,
        stock: 3,
      }),
      shop.product({ name: `Tea${'leaves'.repeat(12)}`, price: 99_999_900, stock: 40 }),
      shop.product({ name: 'Kettle', price: 4_900, stock: 0 }),
    ]);
    const buyer = await shop.buyerWith([products[0].id, 2], [products[1].id, 12]);
    await shop.pool.query(`update users set name = 'Ada Lovelace', email = $1 where id = $2`, [
      `ada.${buyer.id.slice(-6)}@example.com`,
      buyer.id,
    ]);
    const { body } = await buyer.post('/orders', {
      shippingAddress: { ...fullAddress, company: `Tea${'leaves'.repeat(30)}` },
      note: 'Ring twice\nand wait',
    });
    return { id: body.id as string, product: products[0], buyer };
  }

  it.each(screens)(
    'fits $device, and is done by pressing buttons',
    async ({ width, height, colorScheme }) => {
      const { id, product, buyer } = await placed();
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme,
        javaScriptEnabled: false,
      });
      await context.addCookies([{ ...cookie, url: address }]);
      const page: Page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      const fits = async (name: string) => {
        if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([name, wide]).toEqual([name, 0]);
      };
      const open = async (path: string, name: string) => {
        await page.goto(address + path);
        await fits(name);
      };
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      const link = (name: string) => page.getByRole('link', { name, exact: true }).first();

      await open('/admin/orders?show=to-ship', 'orders');
      await open(`/admin/orders/${id}`, 'order');
      await link('Correct').click();
      await page.getByLabel('Street and number').fill('13 Wunderbarstraße');
      await fits('address');
      await button('Go on').click();
      await fits('address-review');
      await button('Change the address').click();
      await page.getByText('The address is changed.').waitFor();
      await page.getByText('13 Wunderbarstraße').waitFor();
      await link('Ship').click();
      await page.getByLabel('Carrier').fill('Royal Mail');
      await page.getByLabel('Tracking number').fill('RM 4455 6677 8GB');
      await fits('ship');
      await button('Go on').click();
      await fits('ship-review');
      await button('Ship').click();
      await page.getByText('Shipped. The customer gets a mail.').waitFor();
      await fits('shipped');
      await link('Packing slip').click();
      await fits('packing-slip');
      if (pictures) {
        await page.emulateMedia({ media: 'print' });
        await page.screenshot({ path: `${pictures}/packing-slip-print-${width}.png`, fullPage: true });
        await page.emulateMedia({ media: 'screen' });
      }

      await open(`/admin/orders/${id}`, 'order-again');
      await link('Return').click();
      await page.getByLabel(`Come back: ${product.name}`).fill('1');
      await page.getByLabel('Why').fill('Arrived broken');
      await fits('return');
      await button('Go on').click();
      await button('Announce the return').click();
      await link('Receive').click();
      await fits('receive');
      await button('Go on').click();
      await button('They are here').click();
      await page.getByText('The return is received.').waitFor();

      await open('/admin/products', 'products');
      await page
        .getByRole('link', { name: `Adjust the stock of ${product.name}` })
        .first()
        .click();
      await page.getByLabel('Units that come or go').fill('12');
      await page.getByLabel('Why').fill('Delivery');
      await fits('adjust');
      await button('Go on').click();
      await button('Add 12').click();
      await page.getByText('The stock is adjusted').waitFor();
      await fits('product');
      await open(`/admin/customers/${buyer.id}`, 'customer');
      expect(faults).toEqual([]);
      await context.close();
    },
  );
});
