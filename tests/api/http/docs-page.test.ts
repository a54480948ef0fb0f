import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';
import { until } from '../../setup/wait.ts';

let shop: Shop;
let address: string;
beforeAll(async () => {
  shop = await openShop();
  address = await shop.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => shop?.close());

test("is Holdfast's own, and fits a phone", async () => {
  const page = await shop.anyone.get('/docs/', { accept: 'text/html' });
  expect(page.text).toContain('<title>Holdfast API</title>');
  expect(page.text).toContain('<meta name="viewport" content="width=device-width');
  const icon = /<link rel="icon"[^>]*href="([^"]+)"/.exec(page.text)?.[1];
  const answer = await shop.anyone.get(new URL(icon!, 'http://x/docs/').pathname, { accept: 'image/*' });
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/svg+xml']);
});

// Skipped where no Chromium is installed, which the report shows.
describe.skipIf(!chromiumPath)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  test('it loads without a complaint, has no bar for other documents, and can be read, narrow and wide', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${address}/docs`);
    // A long list is drawn as far as it is looked at.
    const seen = new Set<string>();
    const scrollTo = (what: string, isReached: () => Promise<boolean>) =>
      until(what, async () => {
        const ids = await page.locator('.opblock').evaluateAll((blocks) => blocks.map(({ id }) => id));
        for (const id of ids) seen.add(id);
        if (await isReached()) return true;
        // What was passed before it was drawn is met on the next way down.
        const isEnd = 'scrollY + innerHeight >= document.documentElement.scrollHeight - 1';
        await page.evaluate(`${isEnd} ? scrollTo(0, 0) : scrollBy(0, 500)`);
        return false;
      });
    // Below them are the webhooks, which are no operations of the shop.
    const wanted = shop.operations.map(({ spec }) => `operations-${spec.tags[0]}-${spec.operationId}`);
    await scrollTo('the last operation', async () => wanted.every((id) => seen.has(id)));
    await page.evaluate('scrollTo(0, 0)');
    // A form with a field of each kind: text, numbers, choices, lists.
    const products = page.locator('.opblock[id$="listProducts"]');
    await scrollTo('the list of products', async () => (await products.count()) > 0);
    await products.locator('.opblock-summary').click();
    await products.locator('.try-out__btn').click();
    await products.locator('.execute').waitFor();
    expect(complaints).toEqual([]);
    expect(await page.locator('.topbar').count()).toBe(0);
    // To draw it all is what takes long; it stays drawn.
    for (const width of [390, 1_280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(PALE)).toEqual([]);
    }
    await page.close();
  });
});

/** In the page: what has less contrast than 4.5 to 1 (WCAG 2.2, success criterion 1.4.3). */
const PALE = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0.5) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const all = document.querySelectorAll('.btn, .opblock-summary-method, .opblock-summary-path, .opblock-summary-description, .info a, .info p, .title small pre');
  return [...all].flatMap((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    return ratio < 4.5 ? [element.className + ' ' + element.textContent.slice(0, 20) + ' ' + ratio.toFixed(2)] : [];
  });
})()`;
