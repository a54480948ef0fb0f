import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { chromiumArguments, chromiumPath } from '../../setup/chromium.ts';
import { NEW_PASSWORD, openPostOffice, type PostOffice, tokenIn, WELCOME } from '../../setup/post-office.ts';

/** Set to a folder to keep pictures of what is opened here. */
const pictures = process.env.LINK_PICTURES;

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop();
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

const password = 'correct horse';
/** Paths of the links in the welcome mail, and in the mail for a new password. */
const linksOf = async (email: string) => {
  await shop.anyone.post('/register', { email, password, name: 'Ada Lovelace' });
  await shop.anyone.post('/password-resets', { email });
  const [welcome, reset] = [await post.mailTo(email, WELCOME), await post.mailTo(email, NEW_PASSWORD)];
  return {
    confirmation: `/email-confirmations/${tokenIn(welcome)}`,
    reset: `/password-resets/${tokenIn(reset)}`,
  };
};
const open = (url: string) => shop.anyone.get(url, { accept: 'text/html' });
const send = async (url: string, fields: Record<string, string>) => {
  const payload = new URLSearchParams(fields).toString();
  const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
  const { statusCode, payload: text } = await shop.app.inject({ method: 'POST', url, headers, payload });
  return { status: statusCode, text };
};
const canLogIn = async (email: string, with_: string) =>
  (await shop.anyone.post('/login', { email, password: with_ })).status === 200;

describe('the page behind a mailed link', () => {
  test('does nothing when it is opened, however often: mail scanners do that', async () => {
    const { confirmation, reset } = await linksOf('scanned@example.org');
    for (const url of [confirmation, reset, confirmation, reset]) {
      const answer = await open(url);
      expect([answer.status, answer.text.includes('scanned@example.org')]).toEqual([200, true]);
    }
    expect((await shop.anyone.post(confirmation)).status).toBe(204);
    expect((await shop.anyone.post(reset, { password: 'another horse' })).status).toBe(204);
  });

  test('chooses a password with a form, and says what is wrong with one that is guessed first', async () => {
    const { reset } = await linksOf('form@example.org');
    for (const [unfit, words] of [
      ['password1', 'guessed first'],
      ['short', '8 to 128 characters'],
    ] as const) {
      const answer = await send(`${reset}/form`, { password: unfit });
      expect([answer.status, answer.text.includes(words)]).toEqual([400, true]);
    }
    expect((await send(`${reset}/form`, { password: 'another horse' })).status).toBe(200);
    expect(await canLogIn('form@example.org', 'another horse')).toBe(true);
    expect((await send(`${reset}/form`, { password: 'a third horse' })).status).toBe(410);
  });

  test.each(['/password-resets/', '/email-confirmations/'])(
    '%s says in words that a link has ended',
    async (path) => {
      const answer = await open(`${path}${'A'.repeat(43)}`);
      expect(answer.status).toBe(410);
      expect(answer.text).toContain('This link has ended');
    },
  );

  test('is kept by nobody, loads nothing, and sends its form to this shop alone', async () => {
    const { confirmation, reset } = await linksOf('headers@example.org');
    for (const url of [confirmation, reset, '/password-resets/x']) {
      expect((await open(url)).headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none';style-src 'sha256-[^']+';base-uri 'none';form-action 'self';frame-ancestors 'none'$/,
        ),
      });
    }
  });
});

describe.skipIf(!chromiumPath)('a mailed link in a browser', () => {
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    address = await shop.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  });
  afterAll(() => browser?.close());

  test('confirms the address, and gives another password at the second try', async () => {
    const { confirmation, reset } = await linksOf('browser@example.org');
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    page.setDefaultTimeout(60_000);
    const heading = async (name: string) => {
      await page.getByRole('heading', { name }).waitFor();
      if (pictures) await page.screenshot({ path: `${pictures}/${name.replaceAll(/\W+/g, '-')}.png` });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    };
    await page.goto(address + confirmation);
    await heading('Is this your address?');
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await heading('The address is confirmed');
    await page.goto(address + reset);
    for (const chosen of ['password1', 'another horse']) {
      await heading('Choose a new password');
      await page.getByLabel('New password').fill(chosen);
      await page.getByRole('button', { name: 'Save it' }).click();
      if (chosen === 'password1') await page.getByRole('alert').waitFor();
    }
    await heading('The account has the new password');
    await page.goto(address + reset);
    await heading('This link has ended');
    expect(await canLogIn('browser@example.org', 'another horse')).toBe(true);
    await page.close();
  });
});
