import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { count } from '../../setup/records.ts';

const login = { email: 'ada@example.org', password: 'correct horse' };
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.anyone.post('/register', { ...login, name: 'Ada' });
});
afterAll(() => shop.close());

const start = async (): Promise<string> => (await shop.anyone.post('/login', login)).body.refreshToken;
const refresh = (refreshToken: string) => shop.anyone.post('/token/refresh', { refreshToken });
const rotate = async (token: string): Promise<string> => (await refresh(token)).body.refreshToken;
const hashOf = (token: string) => createHash('sha256').update(token).digest();

describe('POST /token/refresh', () => {
  test('exchanges a refresh token for new tokens that work', async () => {
    const first = await start();
    const answer = await refresh(first);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(answer.body.refreshToken).not.toBe(first);
    const me = await shop.anyone.get('/me', { authorization: `Bearer ${answer.body.accessToken}` });
    expect(me.body.email).toBe(login.email);
    expect((await refresh(answer.body.refreshToken)).status).toBe(200);
  });

  test('a token that comes back ends the family, with the token that was issued for it', async () => {
    const first = await start();
    const second = await rotate(first);
    const third = await rotate(second);
    expect((await refresh(first)).body.code).toBe('invalid_refresh_token');
    expect((await refresh(third)).body.code).toBe('invalid_refresh_token');
    expect((await refresh(second)).body.code).toBe('invalid_refresh_token');
  });

  test('a family that ends takes no other login with it', async () => {
    const [stolen, other] = [await start(), await start()];
    await rotate(stolen);
    await refresh(stolen);
    expect((await refresh(other)).status).toBe(200);
  });

  test('two exchanges of one token at once: never two tokens that live on', async () => {
    for (let round = 0; round < 8; round++) {
      const token = await start();
      const answers = await Promise.all([refresh(token), refresh(token)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
      // One of the two was a copy; which, nobody knows, so the login is over.
      const winner = answers.find((answer) => answer.status === 200)!;
      expect((await refresh(winner.body.refreshToken)).status).toBe(401);
    }
  });

  test('a token that is issued while its family is being ended is over, too', async () => {
    for (let round = 0; round < 8; round++) {
      const first = await start();
      const second = await rotate(first);
      const [next] = await Promise.all([refresh(second), refresh(first)]);
      if (next.status === 200) expect((await refresh(next.body.refreshToken)).status).toBe(401);
    }
  });

  test('only a hash of the token is stored', async () => {
    const token = await start();
    expect(await count(shop.pool, 'refresh_tokens', 'token_hash = $1', [hashOf(token)])).toBe(1);
    const { rows } = await shop.pool.query('select t::text as row from refresh_tokens t');
    const hex = Buffer.from(token).toString('hex');
    const raw = Buffer.from(token, 'base64url').toString('hex');
    for (const { row } of rows) {
      expect([token, hex, raw].some((form) => row.includes(form))).toBe(false);
    }
  });

  test('an expired token is refused', async () => {
    const token = await start();
    await shop.pool.query(`update refresh_tokens set expires_at = now() where token_hash = $1`, [
      hashOf(token),
    ]);
    expect((await refresh(token)).status).toBe(401);
  });

  test('a token lives 30 days', async () => {
    const token = await start();
    const { rows } = await shop.pool.query(
      `select extract(epoch from expires_at - created_at)::int as seconds from refresh_tokens where token_hash = $1`,
      [hashOf(token)],
    );
    expect(Math.abs(rows[0].seconds - 30 * 86_400)).toBeLessThan(60);
  });

  test('the role is read anew: who became an administrator is one after the exchange', async () => {
    const token = await start();
    await shop.pool.query(`update users set role = 'ADMIN' where email = $1`, [login.email]);
    const answer = await refresh(token);
    await shop.pool.query(`update users set role = 'CUSTOMER' where email = $1`, [login.email]);
    const claims = JSON.parse(Buffer.from(answer.body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims.role).toBe('ADMIN');
  });

  test.each(['', 'x', 'x'.repeat(201), '\u0000', 'é'])('%j is no refresh token', async (refreshToken) => {
    expect([400, 401]).toContain((await refresh(refreshToken)).status);
  });

  test('an access token is no refresh token', async () => {
    const { accessToken } = (await shop.anyone.post('/login', login)).body;
    expect((await refresh(accessToken)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('POST /logout', () => {
  test('ends every refresh token of the login, and may be said twice', async () => {
    const first = await start();
    const second = await rotate(first);
    expect((await shop.anyone.post('/logout', { refreshToken: second })).status).toBe(204);
    expect((await refresh(second)).status).toBe(401);
    expect((await shop.anyone.post('/logout', { refreshToken: second })).status).toBe(204);
  });

  test('with a token that was exchanged already ends the login as well', async () => {
    const first = await start();
    const second = await rotate(first);
    await shop.anyone.post('/logout', { refreshToken: first });
    expect((await refresh(second)).status).toBe(401);
  });

  test('leaves other logins alone', async () => {
    const [one, two] = [await start(), await start()];
    await shop.anyone.post('/logout', { refreshToken: one });
    expect((await refresh(two)).status).toBe(200);
  });

  test('while the token is being exchanged leaves no token that lives on', async () => {
    for (let round = 0; round < 8; round++) {
      const token = await start();
      const [next] = await Promise.all([
        refresh(token),
        shop.anyone.post('/logout', { refreshToken: token }),
      ]);
      if (next.status === 200) expect((await refresh(next.body.refreshToken)).status).toBe(401);
    }
  });

  test('with the access token alone ends the login that it came from, and no other', async () => {
    const [one, two] = [await shop.anyone.post('/login', login), await start()];
    const exchanged = (await refresh(one.body.refreshToken)).body;
    for (let times = 0; times < 2; times++) {
      const bearer = { authorization: `Bearer ${exchanged.accessToken}` };
      expect((await shop.anyone.post('/logout', undefined, bearer)).status).toBe(204);
    }
    expect((await refresh(exchanged.refreshToken)).status).toBe(401);
    expect((await refresh(two)).status).toBe(200);
  });

  test('without any token, or with one that is not ours, is 401 and ends nothing', async () => {
    const kept = await start();
    for (const headers of [{}, { authorization: 'Bearer x.y.z' }]) {
      const answer = await shop.anyone.post('/logout', undefined, headers);
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    }
    expect((await refresh(kept)).status).toBe(200);
  });

  test('of an unknown token says nothing about it', async () => {
    expect((await shop.anyone.post('/logout', { refreshToken: 'unknown' })).status).toBe(204);
  });
});
