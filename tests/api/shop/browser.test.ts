import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoProducts } from '../../../src/local/demo-catalog.ts';
import { type PaymentSimulator, startPaymentSimulator } from '../../../src/local/payments/simulator.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';

/** Set to a folder to keep pictures of what is opened here, such as docs/images. */
const pictures = process.env.SHOP_PICTURES;

const screens = [
  { device: 'a phone', width: 390, height: 844, colorScheme: 'light' as const },
  { device: 'a desktop', width: 1280, height: 800, colorScheme: 'dark' as const },
];

// Skipped where no Chromium is installed, which the last lines of the run say.
describe.skipIf(!chromiumPath)('buying in a browser without scripts', () => {
  let simulator: PaymentSimulator;
  let shop: Shop;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    simulator = await startPaymentSimulator({ port: 0 });
    shop = await openShop({
      SHOP_PAGES: 'true',
      PAYMENT_PROVIDERS: 'manual,simulator',
      PAYMENT_SIMULATOR_PORT: String(simulator.port),
    });
    address = await shop.app.listen({ host: '127.0.0.1', port: 0 });
    for (const { name, description, category, price } of demoProducts.filter((_, n) => n % 5 === 0))
      await shop.admin.post('/products', {
        sku: `${name}-${price}`.slice(0, 60),
        name,
        description,
        category,
        price,
        stockQuantity: price % 7 === 0 ? 0 : 4,
      });
    const sent = { countries: ['GB', 'DE'], currency: 'GBP' };
    await shop.admin.post('/shipping-methods', {
      name: 'Parcel',
      price: 395,
      description: 'In three days',
      ...sent,
    });
    await shop.admin.post('/shipping-methods', {
      name: 'Express',
      price: 995,
      description: 'Tomorrow',
      ...sent,
    });
    await shop.admin.post('/tax-rates', { country: 'GB', rate: 200_000, name: 'VAT' });
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await simulator?.stop();
  });

  it.each(screens)('fits $device from the list to the paid order', async ({ width, height, colorScheme }) => {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      javaScriptEnabled: false,
    });
    const page: Page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const fits = async (name: string) => {
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([name, wide]).toEqual([name, 0]);
    };
    const button = (name: string | RegExp) =>
      page.getByRole('button', { name, exact: typeof name === 'string' });

    await page.goto(`${address}/shop`);
    await fits('list');
    await page.getByLabel('Search products').fill('knife');
    await button('Search').click();
    await page.getByRole('heading', { name: '“knife”' }).waitFor();
    await fits('search');
    await page
      .getByRole('link', { name: /^Chef's knife/ })
      .first()
      .click();
    await fits('product');
    await page.getByLabel('Quantity').fill('2');
    await button('Add to cart').click();
    await fits('cart');
    await page.getByRole('link', { name: 'Check out' }).click();
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('Street and number').fill('12 St James’s Square');
    await page.getByLabel('Postal code').fill('SW1Y 4JH');
    await page.getByLabel('City').fill('London');
    await page.getByLabel('Country').selectOption('United Kingdom');
    await page.getByLabel('Coupon').fill('nothing');
    await fits('checkout');
    await button('Go on').click();
    await fits('coupon-refused');
    await page.getByLabel('Express').check();
    await button(/^Place the order/).click();
    await fits('total');
    await button(/^Place the order/).click();
    await page.waitForURL(`${simulator.url}/**`);
    await fits('provider');
    await button('Walk away').click();
    await page.getByText('Waiting for your payment until').waitFor();
    await fits('unpaid');
    await button('Pay').click();
    await page.waitForURL(`${simulator.url}/**`);
    await button('Pay').click();
    await page.getByText('Payment: Paid').waitFor();
    await fits('order');
    await page.getByRole('link', { name: 'Orders' }).click();
    await fits('orders');
    expect(page.url()).toBe(`${address}/shop/orders`);
    expect(faults.splice(0)).toEqual([]);
    await page.getByRole('link', { name: 'Account' }).click();
    await fits('login');
    const register = page.getByRole('region', { name: 'Make an account' });
    await register.getByLabel('Name').fill('Ada Lovelace');
    await register.getByLabel('E-mail').fill(`ada-${width}@example.org`);
    await register.getByLabel('Password').fill('12345678');
    await button('Make an account').click();
    await page.getByText(/^Password /).waitFor();
    await fits('register-refused');
    await register.getByLabel('Password').fill('a long enough password');
    await button('Make an account').click();
    await button('Log out').waitFor();
    await fits('account');
    expect(faults).toEqual([expect.stringContaining('400')]);
    await context.close();
  });
});
