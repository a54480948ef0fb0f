import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';
import { openDesk } from './desk.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.PAYMENT_PICTURES;

describe.skipIf(!chromiumPath)('the payment page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  it.each([
    { device: 'a phone', width: 390, height: 844 },
    { device: 'a desktop', width: 1280, height: 800 },
  ])('lets a buyer be declined, asked and sent back on $device', async ({ width, height }) => {
    const desk = await openDesk();
    // The way back is another server of this machine, which a form may lead to.
    const back = await openDesk();
    const session = await desk.stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        { quantity: 1, price_data: { currency: 'jpy', unit_amount: 1250, product_data: { name: 'x' } } },
      ],
      success_url: `${back.simulator.url}/?paid={CHECKOUT_SESSION_ID}`,
      cancel_url: `${back.simulator.url}/?away`,
      metadata: { orderId: '01a21b5a-035e-7170-bbc0-ba429474322b' },
    });
    const page = await browser.newPage({ viewport: { width, height } });
    onTestFinished(() => page.close());
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const look = async (name: string) => {
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    };
    const click = (name: string) => page.getByRole('button', { name }).click();

    await page.goto(session.url!);
    await page.getByText('JPY 1250').waitFor();
    await look('pay');
    await click('Walk away');
    await page.waitForURL(/\?away/);
    await page.goto(session.url!);
    await click('Try a card that is declined');
    await page.getByText('The card was declined').waitFor();
    await look('declined');
    await click('Pay, and be asked');
    await page.getByText('is it you who pays?').waitFor();
    await look('asked');
    await click('It is me');
    await page.waitForURL(new RegExp(`\\?paid=${session.id}`));
    expect(await desk.row(session.id)).toMatchObject({ captured: 1250 });

    await page.goto(desk.simulator.url);
    await page.getByLabel('Webhooks lost').fill('0.1');
    await page.getByLabel('Refunds fail').check();
    await click('Set');
    await page.getByText('Payments').first().waitFor();
    expect((await desk.call('GET', '/control/faults')).body).toMatchObject({
      loseWebhooks: 0.1,
      failRefunds: true,
    });
    await look('list');
    await page.getByRole('link', { name: 'JPY 1250' }).click();
    await click('Charge back');
    await page.getByText('took it back').waitFor();
    await look('paid');
    await click('The shop is proved right');
    await page.getByText('and gave it back').waitFor();
    expect(faults).toEqual([]);
  });
});
