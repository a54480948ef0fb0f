import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleMails } from '../../src/mail/samples.ts';
import { chromiumArguments, chromiumPath } from '../setup/chromium.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.MAIL_PICTURES;

const settings = {
  shop: { name: 'Tea & Co', address: 'orders@shop.example' },
  link: 'https://shop.example/orders/1',
};

/** The lowest contrast between a text and what is behind it (WCAG 2.2, 1.4.3), as the browser draws it. */
const lowestContrast = `(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return parts(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let lowest = 21;
  while (texts.nextNode()) {
    if (texts.currentNode.data.trim() === '') continue;
    const element = texts.currentNode.parentElement;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return lowest;
})()`;

describe.skipIf(!chromiumPath)('every mail in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  it.each([
    { device: 'a phone', width: 390, height: 844, colorScheme: 'light' as const },
    { device: 'a phone', width: 390, height: 844, colorScheme: 'dark' as const },
    { device: 'a desktop', width: 1280, height: 800, colorScheme: 'dark' as const },
  ])('fits $device and can be read, $colorScheme', async ({ width, height, colorScheme }) => {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.setDefaultTimeout(60_000);
    for (const sample of sampleMails) {
      await page.setContent(sample.write(settings).html);
      if (pictures)
        await page.screenshot({
          path: `${pictures}/${sample.id}-${width}-${colorScheme}.png`,
          fullPage: true,
        });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), sample.id).toBe(0);
      expect(await page.evaluate(lowestContrast), sample.id).toBeGreaterThanOrEqual(4.5);
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(colorScheme === 'dark' ? 'rgb(20, 24, 29)' : 'rgb(244, 245, 247)');
    }
    await page.close();
  });
});
