import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { openPostOffice, type PostOffice, tokenIn } from '../../setup/post-office.ts';
import { count } from '../../setup/records.ts';
import { statementsOf } from '../../setup/statements.ts';
import { tally } from '../../setup/two-apis.ts';

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
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const register = async (email: string) =>
  (await shop.anyone.post('/register', { email, password, name: 'Ada Lovelace' })).body;
const logIn = (email: string, with_ = password) => shop.anyone.post('/login', { email, password: with_ });
const ask = (email: string) => shop.anyone.post('/password-resets', { email });
const choose = (token: string, chosen: string) =>
  shop.anyone.post(`/password-resets/${token}`, { password: chosen });
const resetMails = async (email: string) =>
  (await post.mailsTo(email)).filter(({ subject }) => subject === 'Choose a new password');
/** Asks for a link and takes it out of the mail. */
const linkFor = async (email: string) => {
  const before = (await resetMails(email)).length;
  await ask(email);
  const mails = await resetMails(email);
  expect(mails.length).toBe(before + 1);
  return tokenIn(mails.at(-1));
};

describe('a new password', () => {
  test('is chosen with the link in a mail, once, and ends all logins', async () => {
    await register('ada@example.org');
    const login = (await logIn('ada@example.org')).body;
    expect((await ask('Ada@Example.ORG')).status).toBe(202);
    const [mail, ...others] = await resetMails('ada@example.org');
    expect(others).toEqual([]);
    expect(mail?.text).toContain('Hello Ada Lovelace,');
    expect(mail?.html).toContain(`href="https://shop.example/password-resets/${tokenIn(mail)}"`);
    expect((await choose(tokenIn(mail), 'another horse')).status).toBe(204);
    expect((await shop.anyone.get('/me', bearer(login.accessToken))).status).toBe(401);
    const { refreshToken } = login;
    expect((await shop.anyone.post('/token/refresh', { refreshToken })).status).toBe(401);
    expect((await logIn('ada@example.org')).status).toBe(401);
    expect((await logIn('ada@example.org', 'another horse')).status).toBe(200);
    const again = await choose(tokenIn(mail), 'a third horse');
    expect([again.status, again.body.code]).toEqual([410, 'link_expired']);
  });

  test('is asked for with the same answer and the same statements, account or not, and mailed to an account alone', async () => {
    await register('known@example.org');
    await post.quiet();
    const answers: string[] = [];
    const statementsFor = (email: string) =>
      statementsOf(async () => {
        const { status, text, headers } = await ask(email);
        answers.push(JSON.stringify([status, text, Object.keys(headers)]));
      });
    const [known, unknown] = [
      await statementsFor('known@example.org'),
      await statementsFor('unknown@example.org'),
    ];
    expect(new Set(answers).size).toBe(1);
    const ofRequest = (statements: string[]) =>
      statements.filter((text) => text.includes('insert into mailed_links'));
    expect(ofRequest(known)).toHaveLength(1);
    expect(ofRequest(unknown)).toEqual(ofRequest(known));
    expect(await resetMails('known@example.org')).toHaveLength(1);
    expect(await resetMails('unknown@example.org')).toHaveLength(0);
    expect(await count(shop.pool, 'mailed_links', `email = 'unknown@example.org'`)).toBe(0);
    expect(await count(shop.pool, 'outbox_messages', 'failed_at is not null')).toBe(0);
  });

  test('comes by three mails an hour, however many ask, and no other address waits for it', async () => {
    await register('flooded@example.org');
    await register('neighbour@example.org');
    await Promise.all(Array.from({ length: 12 }, () => ask('flooded@example.org')));
    await ask('neighbour@example.org');
    expect(await resetMails('flooded@example.org')).toHaveLength(3);
    expect(await resetMails('neighbour@example.org')).toHaveLength(1);
    expect(
      await count(shop.pool, 'mailed_links', `email = 'flooded@example.org' and mailed_at is null`),
    ).toBe(0);
    await shop.pool.query(
      `update mailed_links set mailed_at = now() - interval '61 minutes' where email = 'flooded@example.org'`,
    );
    await ask('flooded@example.org');
    expect(await resetMails('flooded@example.org')).toHaveLength(4);
  });

  test('is set once by two who use the link at once', async () => {
    await register('two@example.org');
    const token = await linkFor('two@example.org');
    const answers = await Promise.all([1, 2, 3, 4].map((n) => choose(token, `another horse ${n}`)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 204: 1, 410: 3 });
  });

  test('that is guessed first is refused, and the link stays good', async () => {
    await register('eve@example.org');
    const token = await linkFor('eve@example.org');
    for (const unfit of ['password1', 'iloveyou1234567', 'eve@example.org', 'ada lovelace', 'short']) {
      const answer = await choose(token, unfit);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '#/password']);
    }
    expect((await choose(token, 'another horse')).status).toBe(204);
  });

  test.each([
    ['has ended', `update mailed_links set expires_at = now()`],
    ['belongs to an address that the account has no more', `update users set email = 'new-' || email`],
  ])('is not set with a link that %s', async (why, change) => {
    const email = `old-${why.length}@example.org`;
    await register(email);
    const token = await linkFor(email);
    await shop.pool.query(`${change} where email = $1`, [email]);
    const answer = await choose(token, 'another horse');
    expect([answer.status, answer.body.code]).toEqual([410, 'link_expired']);
    expect(await count(shop.pool, 'users', 'password_hash is null')).toBe(0);
  });

  test('is not set with the other links that were asked for before', async () => {
    await register('links@example.org');
    const [first, second] = [await linkFor('links@example.org'), await linkFor('links@example.org')];
    expect((await choose(second, 'another horse')).status).toBe(204);
    expect((await choose(first, 'a third horse')).status).toBe(410);
  });

  test('leaves nothing at rest that opens an account: neither in the tables nor in the queue', async () => {
    await register('rest@example.org');
    const token = await linkFor('rest@example.org');
    for (const table of ['mailed_links', 'outbox_messages', 'mail_deliveries']) {
      const { rows } = await shop.pool.query(`select t::text as row from ${table} t`);
      expect(JSON.stringify(rows)).not.toContain(token);
    }
    const { rows } = await shop.pool.query(
      `select payload from outbox_messages where job = 'account.send-password-reset-email'`,
    );
    expect(new Set(rows.flatMap(({ payload }) => Object.keys(payload)))).toEqual(new Set(['linkId']));
  });

  test.each(['x', 'A'.repeat(43), '%00', '..%2F..%2Flogin'])(
    '410 for a link that nobody got: %s',
    async (token) => {
      const answer = await choose(token, 'another horse');
      expect([answer.status, answer.body.code]).toEqual([410, 'link_expired']);
    },
  );
});
