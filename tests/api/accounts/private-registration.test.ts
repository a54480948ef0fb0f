import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { openPostOffice, type PostOffice, WELCOME } from '../../setup/post-office.ts';
import { count } from '../../setup/records.ts';
import { statementsOf } from '../../setup/statements.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop({ REGISTRATION_PRIVACY: 'true' });
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

const register = (name: string, headers = {}) =>
  shop.anyone.post('/register', { email: 'Ada@example.org', password: 'correct horse', name }, headers);

test('who registers an address learns not whether it has an account: its owner does, by mail', async () => {
  const answers: unknown[] = [];
  const statements: string[][] = [];
  for (const name of ['Ada', 'Mallory']) {
    statements.push(
      await statementsOf(async () => {
        const { status, text, headers } = await register(name);
        answers.push([status, text, Object.keys(headers)]);
      }),
    );
  }
  expect(answers[1]).toEqual(answers[0]);
  // Which jobs were published is noted later, in one go.
  const ofRequest = (texts: string[] = []) =>
    texts.filter((text) => !text.includes('update outbox_messages'));
  expect(ofRequest(statements[0])).toHaveLength(4);
  expect(ofRequest(statements[1])).toEqual(ofRequest(statements[0]));
  expect(await post.mailsTo('ada@example.org')).toHaveLength(2);
  expect(await post.mailTo('ada@example.org', WELCOME)).toBeDefined();
  const notice = await post.mailTo('ada@example.org', 'You have an account already');
  expect(notice?.text).toContain('Hello Ada,');
  expect(`${notice?.text}${notice?.html}`).not.toContain('Mallory');
  expect(await count(shop.pool, 'users', `email = 'ada@example.org' and name = 'Ada'`)).toBe(1);
});

test('nor does a guest who registers it, and the guest stays one', async () => {
  const { accessToken } = (await shop.anyone.post('/guests')).body;
  const bearer = { authorization: `Bearer ${accessToken}` };
  expect((await register('Guest', bearer)).status).toBe(202);
  expect((await shop.anyone.get('/me', bearer)).body.role).toBe('GUEST');
});
