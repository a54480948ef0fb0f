import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMailInbox } from '../../src/local/mail-inbox.ts';
import { MailStore } from '../../src/local/mail-store.ts';
import { chromiumArguments, chromiumPath } from '../setup/chromium.ts';
import { dataFolder } from './folder.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.INBOX_PICTURES;

describe.skipIf(!chromiumPath)('the inbox in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  it.each([
    { device: 'a phone', width: 390, height: 844 },
    { device: 'a desktop', width: 1280, height: 800 },
  ])('lists, searches and shows mails on $device, where one thing scrolls', async ({ width, height }) => {
    const folder = join(dataFolder().dataDir, 'mail');
    const store = await MailStore.open(folder);
    for (let n = 1; n <= 60; n++) {
      await store.add(Buffer.from(`Subject: Order ${n}\r\nTo: a@example.org\r\n\r\nx\r\n`));
    }
    const inbox = await startMailInbox(folder, { web: 0, smtp: 0 });
    onTestFinished(() => inbox.stop());
    const transport = nodemailer.createTransport(inbox.smtpUrl);
    await transport.sendMail({
      from: 'Shop <orders@shop.example>',
      to: `Ada Lovelace <ada.${'l'.repeat(40)}@customers.example>`,
      subject: 'Your order 261127-0453-74322B (01a21b5a-035e-7170-bbc0-ba429474322b)',
      text: 'in plain words',
      html: `<p>first</p>${'<p>more</p>'.repeat(100)}<p>last</p>`,
    });
    transport.close();

    const page = await browser.newPage({ viewport: { width, height } });
    onTestFinished(() => page.close());
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const look = async (name: string) => {
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png` });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    };

    await page.goto(inbox.webUrl);
    await page.getByText('1 to 50 of 61 mails').waitFor();
    await look('list');
    const subject = page.getByRole('link', { name: /^Your order/ });
    expect((await subject.boundingBox())!.width).toBeGreaterThan(Math.min(300, width / 2));
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('51 to 61 of 61 mails').waitFor();

    await page.getByLabel('Search mail').fill('lovelace');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL('**/?query=lovelace');
    await page.getByText('1 mail', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByLabel('Search mail').inputValue()).toBe('lovelace');

    await page.getByRole('link', { name: /^Your order/ }).click();
    await page.frameLocator('iframe').getByText('first').waitFor();
    await look('mail');
    expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0);
    const frame = (await page.locator('iframe').boundingBox())!;
    expect(frame.height).toBeGreaterThan(height / 2);
    // Where no script may run, a test cannot look either: the address is the frame's.
    const alone = await page.getByRole('link', { name: 'Alone' }).getAttribute('href');
    expect(alone).toBe(await page.locator('iframe').getAttribute('src'));
    await page.getByRole('link', { name: 'Plain text' }).click();
    await page.getByText('in plain words').waitFor();
    await look('text');
    expect(faults).toEqual([]);
  });
});
