import { expect, it, onTestFinished } from 'vitest';
import { openShop } from '../../../setup/api.ts';
import { cardOf, logIn } from '../operator.ts';

it.each([
  ['leads to the inbox that MAIL_INBOX_URL names', 'http://localhost:8025/?a=1&b=2', true],
  ['names no inbox where there is none', '', false],
])('the overview %s', async (_, MAIL_INBOX_URL, named) => {
  const shop = await openShop({ MAIL_INBOX_URL });
  onTestFinished(() => shop.close());
  const { body } = await (await logIn(shop.app)).open('/admin');
  expect(cardOf(body, 'mail').includes('Look into the inbox')).toBe(named);
  expect(body.includes('href="http://localhost:8025/?a=1&amp;b=2"')).toBe(named);
});
