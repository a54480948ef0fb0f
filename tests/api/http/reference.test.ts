import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test.each(['identity', 'gzip', 'br'])('the script comes whole as %s, and may be kept', async (coding) => {
  const answer = await fetch(`${address}/reference/redoc.js`, { headers: { 'accept-encoding': coding } });
  expect(answer.headers.get('content-encoding') ?? 'identity').toBe(coding);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  expect(answer.headers.get('vary')).toContain('Accept-Encoding');
  const script = await answer.text();
  expect(script).toContain('Redoc');
  expect(script).not.toContain('https://cdn.');
});

// Skipped where no Chromium is installed, which the report shows.
test.skipIf(!chromiumPath)(
  'a browser shows every operation, complains of nothing, asks no other host, and has room on a phone',
  async () => {
    await using browser = await chromium.launch({
      executablePath: chromiumPath as string,
      args: chromiumArguments,
    });
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    const complaints: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) =>
      hosts.add(
        request
          .url()
          .replace(/^blob:/, '')
          .slice(0, address.length),
      ),
    );
    await page.goto(`${address}/reference`);
    const headings = page.locator('[data-section-id*="/operation/"] h2');
    await until('all of the operations', async () => (await headings.count()) >= shop.operations.length);
    const summaries = Object.values(
      shop.document.paths as Record<string, Record<string, { summary: string }>>,
    )
      .flatMap((path) => Object.values(path))
      .map(({ summary }) => summary);
    const shown = await headings.allTextContents();
    expect(summaries.filter((summary) => !shown.some((text) => text.trim() === summary))).toEqual([]);
    for (const width of [1_280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await until(
        'it fits',
        async () => (await page.evaluate('document.documentElement.scrollWidth')) === width,
      );
    }
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([address]);
  },
);
