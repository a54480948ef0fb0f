import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { callerOf } from '../../setup/caller.ts';
import {
  NEW_ADDRESS,
  NEW_PASSWORD,
  openPostOffice,
  type PostOffice,
  tokenIn,
  WELCOME,
} from '../../setup/post-office.ts';
import { count } from '../../setup/records.ts';
import { tally } from '../../setup/two-apis.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop({ RATE_LIMIT_ENABLED: 'true' });
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

const password = 'correct horse';
/** One browser of somebody. */
const logIn = async (email: string, with_ = password) => {
  const { status, body } = await shop.anyone.post('/login', { email, password: with_ });
  return { status, refreshToken: body.refreshToken, ...callerOf(shop.send, '', body.accessToken) };
};
const join = async (email: string) => {
  await shop.anyone.post('/register', { email, password, name: 'Ada Lovelace' });
  return logIn(email);
};
const isIn = async (login: { refreshToken: string; token: string }) => {
  const me = await shop.anyone.get('/me', { authorization: `Bearer ${login.token}` });
  const next = await shop.anyone.post('/token/refresh', { refreshToken: login.refreshToken });
  return [me.status, next.status];
};

describe('PUT /me/password', () => {
  test('ends the other logins and keeps this one', async () => {
    const here = await join('change@example.org');
    const there = await logIn('change@example.org');
    const answer = await here.put('/me/password', { current: password, new: 'another horse' });
    expect(answer.status).toBe(204);
    expect(await isIn(there)).toEqual([401, 401]);
    expect(await isIn(here)).toEqual([200, 200]);
    expect((await logIn('change@example.org')).status).toBe(401);
    expect((await logIn('change@example.org', 'another horse')).status).toBe(200);
  });

  test('ends the links that were mailed before: for a new password, and for another address', async () => {
    const here = await join('linked@example.org');
    await here.put('/me/email', { email: 'thief@example.org', password });
    await shop.anyone.post('/password-resets', { email: 'linked@example.org' });
    const reset = await post.mailTo('linked@example.org', NEW_PASSWORD);
    const change = await post.mailTo('thief@example.org', NEW_ADDRESS);
    await here.put('/me/password', { current: password, new: 'another horse' });
    const answers = [
      await shop.anyone.post(`/password-resets/${tokenIn(reset)}`, { password: 'a third horse' }),
      await shop.anyone.post(`/email-confirmations/${tokenIn(change)}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([410, 410]);
  });

  test('refuses a wrong password, and counts it as a failed login', async () => {
    const here = await join('guessed@example.org');
    const guess = () => here.put('/me/password', { current: 'no horse', new: 'another horse' });
    const answers = await Promise.all(Array.from({ length: 12 }, guess));
    expect(tally(answers.map(({ body }) => body.code))).toEqual({ invalid_credentials: 10, rate_limited: 2 });
    expect((await logIn('guessed@example.org')).status).toBe(429);
  });

  test('is done once by two at once', async () => {
    const here = await join('twice@example.org');
    const answers = await Promise.all(
      [1, 2].map((n) => here.put('/me/password', { current: password, new: `another horse ${n}` })),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 204: 1, 401: 1 });
  });

  test.each([
    ['that is guessed first', 'password1'],
    ['that is made of one', 'iloveyou1234567'],
    ['that is the e-mail address', 'unfit@example.org'],
    ['that is too short', 'horse'],
  ])('refuses a new one %s', async (_, chosen) => {
    const here = await join('unfit@example.org');
    const answer = await here.put('/me/password', { current: password, new: chosen });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '#/new']);
  });
});

describe('PUT /me/email', () => {
  test('changes the address when the link in the mail to the new one is used, and tells the old one', async () => {
    const here = await join('old@example.org');
    expect((await here.put('/me/email', { email: 'New@Example.org', password })).status).toBe(202);
    expect((await here.get('/me')).body).toMatchObject({ email: 'old@example.org', emailVerified: false });
    const [mail] = await post.mailsTo('new@example.org');
    const notice = await post.mailTo('old@example.org', 'Your account is about to get another address');
    expect(notice?.text).toContain('Somebody who knows your password asked for it.');
    expect(`${notice?.text}${notice?.html}`).not.toMatch(/new@example|email-confirmations/i);
    const welcome = tokenIn(await post.mailTo('old@example.org', WELCOME));
    expect((await shop.anyone.post(`/email-confirmations/${tokenIn(mail)}`)).status).toBe(204);
    expect((await here.get('/me')).body).toMatchObject({ email: 'new@example.org', emailVerified: true });
    expect((await logIn('old@example.org')).status).toBe(401);
    expect((await logIn('new@example.org')).status).toBe(200);
    for (const token of [tokenIn(mail), welcome])
      expect((await shop.anyone.post(`/email-confirmations/${token}`)).body.code).toBe('link_expired');
  });

  test('tells nobody whether the new address has an account; that decides when the link is used', async () => {
    const here = await join('wants@example.org');
    await join('has@example.org');
    expect((await here.put('/me/email', { email: 'has@example.org', password })).status).toBe(202);
    const mail = await post.mailTo('has@example.org', NEW_ADDRESS);
    const answer = await shop.anyone.post(`/email-confirmations/${tokenIn(mail)}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'email_taken']);
    expect((await here.get('/me')).body.email).toBe('wants@example.org');
  });

  test('needs the password', async () => {
    const here = await join('asks@example.org');
    const answer = await here.put('/me/email', { email: 'else@example.org', password: 'no horse' });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_credentials']);
    expect(await post.mailsTo('else@example.org')).toEqual([]);
  });
});

describe('the address of an account', () => {
  test('is confirmed with the link in the welcome mail, which is owed with the account', async () => {
    const here = await join('welcome@example.org');
    const [mail] = await post.mailsTo('welcome@example.org');
    expect(mail?.text).toContain('Hello Ada Lovelace,');
    expect(mail?.text).toContain('Confirm this address: https://shop.example/email-confirmations/');
    expect((await shop.anyone.post(`/email-confirmations/${tokenIn(mail)}`)).status).toBe(204);
    expect((await here.get('/me')).body.emailVerified).toBe(true);
    expect((await shop.anyone.post(`/email-confirmations/${tokenIn(mail)}`)).status).toBe(410);
    expect((await here.post('/me/email-confirmations')).status).toBe(202);
    expect(await post.mailsTo('welcome@example.org')).toHaveLength(1);
  });

  test('gets the link once more, three times an hour in all', async () => {
    const here = await join('again@example.org');
    for (let n = 0; n < 5; n++) expect((await here.post('/me/email-confirmations')).status).toBe(202);
    expect(await post.mailsTo('again@example.org')).toHaveLength(3);
  });

  test('is confirmed by a link to it alone: not by one for a password, nor the other way round', async () => {
    await join('kinds@example.org');
    await shop.anyone.post('/password-resets', { email: 'kinds@example.org' });
    const [welcome, reset] = [
      tokenIn(await post.mailTo('kinds@example.org', WELCOME)),
      tokenIn(await post.mailTo('kinds@example.org', NEW_PASSWORD)),
    ];
    expect((await shop.anyone.post(`/email-confirmations/${reset}`)).status).toBe(410);
    const answer = await shop.anyone.post(`/password-resets/${welcome}`, { password: 'another horse' });
    expect(answer.status).toBe(410);
  });

  test('that is refused leaves no mail behind: account and mail are one transaction', async () => {
    await join('once@example.org');
    await shop.anyone.post('/register', { email: 'once@example.org', password, name: 'Mallory' });
    expect(await post.mailsTo('once@example.org')).toHaveLength(1);
    expect(await count(shop.pool, 'mailed_links', `email = 'once@example.org'`)).toBe(1);
  });
});

describe('PATCH /me', () => {
  test('changes the name and nothing else', async () => {
    const here = await join('name@example.org');
    const answer = await here.patch('/me', { name: 'Ada King' });
    expect([answer.status, answer.body.name]).toEqual([200, 'Ada King']);
    expect((await here.get('/me')).body).toEqual(answer.body);
    for (const body of [
      {},
      { name: '' },
      { name: 'A\nB' },
      { name: 'A', role: 'ADMIN' },
      { email: 'x@example.org' },
    ])
      expect((await here.patch('/me', body)).status).toBe(400);
  });
});

describe('GET /me/logins', () => {
  test('lists what goes on, says which this is, and nothing of where the others are', async () => {
    const here = await join('list@example.org');
    const there = await logIn('list@example.org');
    await shop.anyone.post('/token/refresh', { refreshToken: here.refreshToken });
    const { items } = (await here.get('/me/logins')).body;
    expect(items.map(({ current }: { current: boolean }) => current)).toEqual([true, false]);
    expect(Object.keys(items[0])).toEqual(['id', 'createdAt', 'lastUsedAt', 'expiresAt', 'current']);
    expect(items[0].lastUsedAt > items[0].createdAt).toBe(true);
    expect((await here.delete(`/me/logins/${items[1].id}`)).status).toBe(204);
    expect((await here.delete(`/me/logins/${items[1].id}`)).status).toBe(204);
    expect(await isIn(there)).toEqual([401, 401]);
    expect((await here.get('/me/logins')).body.items).toHaveLength(1);
  });

  test('404 for the login of somebody else, which goes on', async () => {
    const [here, other] = [await join('mine@example.org'), await join('theirs@example.org')];
    const { items } = (await other.get('/me/logins')).body;
    const answer = await here.delete(`/me/logins/${items[0].id}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect((await isIn(other))[0]).toBe(200);
  });
});

describe('what a stranger may ask mails for', () => {
  test('is limited for one address, and for all together', async () => {
    const ask = () => shop.anyone.post('/password-resets', { email: 'nobody@example.org' });
    const [first, ...others] = await Promise.all(Array.from({ length: 31 }, ask));
    expect(first?.headers['ratelimit-policy']).toContain('"route";q=30;w=60, "everybody";q=1200;w=60');
    expect(others.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  });
});
