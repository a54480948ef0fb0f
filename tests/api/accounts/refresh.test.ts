import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { count } from '../../setup/records.ts';
import { until } from '../../setup/wait.ts';

const login = { email: 'ada@example.org', password: 'correct horse' };
let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ TRUST_PROXY: 'true' });
  await shop.anyone.post('/register', { ...login, name: 'Ada' });
});
afterAll(() => shop.close());

const start = async (): Promise<string> => (await shop.anyone.post('/login', login)).body.refreshToken;
const refresh = (refreshToken: string, headers: Record<string, string> = {}) =>
  shop.anyone.post('/token/refresh', { refreshToken }, headers);
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
    const next = await rotate(stolen);
    await refresh(stolen, { 'user-agent': 'a thief' });
    expect((await refresh(next)).status).toBe(401);
    expect((await refresh(other)).status).toBe(200);
  });

  test('two tabs of one browser that exchange one token at once are both answered, and both stay logged in', async () => {
    for (let round = 0; round < 8; round++) {
      const token = await start();
      const tabs = await Promise.all([refresh(token), refresh(token)]);
      expect(tabs.map((tab) => tab.status)).toEqual([200, 200]);
      expect(tabs[0].body.refreshToken).not.toBe(tabs[1].body.refreshToken);
      for (const tab of tabs) expect((await refresh(tab.body.refreshToken)).status).toBe(200);
    }
  });

  test('two tabs of one browser that do so one after the other are both answered', async () => {
    const page = { 'sec-fetch-site': 'same-site' };
    const token = await start();
    const tabs = [await refresh(token, page), await refresh(token, page)];
    expect(tabs.map((tab) => tab.status)).toEqual([200, 200]);
    for (const tab of tabs) expect((await refresh(tab.body.refreshToken, page)).status).toBe(200);
    // What they got has been used: the token that they shared is not good a third time.
    expect((await refresh(token, page)).status).toBe(401);
  });

  test('a program that uses a token again after it was answered ends the family, however soon', async () => {
    const first = await start();
    const second = await rotate(first);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
  });

  test('another browser that uses the token as well ends the family, however soon', async () => {
    for (const headers of [{ 'user-agent': 'another' }, { 'x-forwarded-for': '192.0.2.99' }]) {
      const first = await start();
      const second = await rotate(first);
      expect((await refresh(first, headers)).status).toBe(401);
      expect((await refresh(second)).status).toBe(401);
    }
  });

  test('the same browser ends the family when it comes back later', async () => {
    const page = { 'sec-fetch-site': 'same-site' };
    const first = await start();
    const second = await rotate(first);
    // Its birth as well: one that was born after its exchange would look like a successor that was used.
    await shop.pool.query(
      `update refresh_tokens
          set created_at = created_at - interval '10 s', rotated_at = rotated_at - interval '10 s'
        where token_hash = $1`,
      [hashOf(first)],
    );
    expect((await refresh(first, page)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
  });

  test('a token that is issued while its family is being ended is over, too', async () => {
    const first = await start();
    const second = await rotate(first);
    const ending = await shop.pool.connect();
    // What ends the family has not seen the token that is issued meanwhile, and revokes those before it.
    await ending.query('begin');
    await ending.query('update refresh_tokens set revoked_at = now() where token_hash = $1', [hashOf(first)]);
    const next = await refresh(second);
    await ending.query('commit');
    ending.release();
    expect(next.status).toBe(200);
    expect((await refresh(next.body.refreshToken)).status).toBe(401);
  });

  test('a login keeps its last 100 tokens and no more rows', async () => {
    let token = await start();
    await shop.pool.query(
      `insert into refresh_tokens (id, user_id, family_id, token_hash, created_at, expires_at, rotated_at)
       select gen_random_uuid(), user_id, family_id, sha256(n::text::bytea), created_at - make_interval(mins => n),
              expires_at, created_at
         from refresh_tokens, generate_series(1, 150) n where token_hash = $1`,
      [hashOf(token)],
    );
    token = await rotate(token);
    const kept = `family_id = (select family_id from refresh_tokens where token_hash = $1)`;
    expect(await count(shop.pool, 'refresh_tokens', kept, [hashOf(token)])).toBe(100);
    expect((await refresh(token)).status).toBe(200);
  });

  test('an account has at most 1,000 logins: the oldest ends for a new one', async () => {
    const crowded = { email: 'crowded@example.org', password: 'correct horse' };
    const { id } = (await shop.anyone.post('/register', { ...crowded, name: 'Crowd' })).body;
    await shop.pool.query(
      `insert into refresh_tokens (id, user_id, family_id, token_hash, created_at, expires_at)
       select gen_random_uuid(), $1, gen_random_uuid(), sha256(('crowd ' || n)::bytea),
              now() - make_interval(mins => n), now() + interval '1 day'
         from generate_series(1, 1000) n`,
      [id],
    );
    expect((await shop.anyone.post('/login', crowded)).status).toBe(200);
    const live = 'user_id = $1 and revoked_at is null';
    expect(await count(shop.pool, 'refresh_tokens', live, [id])).toBe(1_000);
    const oldest = `user_id = $1 and token_hash = sha256('crowd 1000') and revoked_at is not null`;
    expect(await count(shop.pool, 'refresh_tokens', oldest, [id])).toBe(1);
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
    const token = await start();
    const holder = await shop.pool.connect();
    await holder.query('begin');
    await holder.query('select from refresh_tokens where token_hash = $1 for update', [hashOf(token)]);
    const waiting = (expected: number) =>
      until('the lock is waited for', async () => {
        const where = `datname = current_database() and wait_event_type = 'Lock'`;
        return (await count(shop.pool, 'pg_stat_activity', where)) === expected;
      });
    // In this order: the exchange goes first, and the logout cannot have seen the token that it issues.
    const exchange = refresh(token);
    await waiting(1);
    const logout = shop.anyone.post('/logout', { refreshToken: token });
    await waiting(2);
    await holder.query('commit');
    holder.release();
    const [next] = await Promise.all([exchange, logout]);
    expect(next.status).toBe(200);
    expect((await refresh(next.body.refreshToken)).status).toBe(401);
  });

  test('ends the access tokens of the login at once, and of no other', async () => {
    const me = async (accessToken: string) =>
      (await shop.anyone.get('/me', { authorization: `Bearer ${accessToken}` })).status;
    for (const say of ['refresh token', 'access token']) {
      const [one, other] = [
        (await shop.anyone.post('/login', login)).body,
        (await shop.anyone.post('/login', login)).body,
      ];
      const next = (await refresh(one.refreshToken)).body;
      const tokens = [one.accessToken, next.accessToken, other.accessToken];
      expect(await Promise.all(tokens.map(me))).toEqual([200, 200, 200]);
      if (say === 'refresh token') await shop.anyone.post('/logout', { refreshToken: next.refreshToken });
      else await shop.anyone.post('/logout', undefined, { authorization: `Bearer ${one.accessToken}` });
      expect(await Promise.all(tokens.map(me))).toEqual([401, 401, 200]);
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
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    }
    expect((await refresh(kept)).status).toBe(200);
  });

  test('of an unknown token says nothing about it', async () => {
    expect((await shop.anyone.post('/logout', { refreshToken: 'unknown' })).status).toBe(204);
  });
});
