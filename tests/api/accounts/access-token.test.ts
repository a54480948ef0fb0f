import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { forgeToken, JWT_SECRET } from '../../setup/tokens.ts';

const login = { email: 'ada@example.org', password: 'correct horse' };
let shop: Shop;
let user: { id: string; role: string };
beforeAll(async () => {
  shop = await openShop();
  user = (await shop.anyone.post('/register', { ...login, name: 'Ada' })).body;
});
afterAll(() => shop.close());

const me = (token: string) => shop.anyone.get('/me', { authorization: `Bearer ${token}` });
const part = (token: string, n: number) =>
  JSON.parse(Buffer.from(token.split('.')[n]!, 'base64url').toString());

describe('an access token', () => {
  test('is HS256 and says who, which role, which login, from whom, for whom, for exactly 15 minutes, and nothing else', async () => {
    const { accessToken } = (await shop.anyone.post('/login', login)).body;
    expect(part(accessToken, 0)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const claims = part(accessToken, 1);
    expect(claims).toEqual({
      iss: 'holdfast',
      aud: 'holdfast-api',
      sub: user.id,
      role: 'CUSTOMER',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: expect.any(Number),
      exp: claims.iat + 900,
    });
    expect(Math.abs(claims.iat - Date.now() / 1_000)).toBeLessThan(30);
  });

  test('has an id of its own each time', async () => {
    const tokens = [await shop.anyone.post('/login', login), await shop.anyone.post('/login', login)];
    const [one, two] = tokens.map((answer) => part(answer.body.accessToken, 1).jti);
    expect(one).not.toBe(two);
  });

  test('that is right is taken', async () => {
    expect((await me(forgeToken(user))).status).toBe(200);
  });

  const now = Math.floor(Date.now() / 1_000);
  const root = { id: '01936b2f-0000-7000-8000-000000000001', role: 'ADMIN' };
  const [header, payload, signature] = forgeToken(root).split('.');
  const unsigned = (alg: string) =>
    `${Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')}.${payload}.`;
  test.each([
    ['alg none', unsigned('none')],
    ['alg None', unsigned('None')],
    ['no signature', `${header}.${payload}.`],
    ['two parts', `${header}.${payload}`],
    ['HS384', forgeToken(root, { header: { alg: 'HS384' }, hash: 'sha384' })],
    ['HS512', forgeToken(root, { header: { alg: 'HS512' }, hash: 'sha512' })],
    ['another secret', forgeToken(root, { secret: `${JWT_SECRET}x` })],
    ['another issuer', forgeToken(root, { claims: { iss: 'other' } })],
    ['no issuer', forgeToken(root, { claims: { iss: undefined } })],
    ['another audience', forgeToken(root, { claims: { aud: 'other' } })],
    ['no audience', forgeToken(root, { claims: { aud: undefined } })],
    ['expired', forgeToken(root, { claims: { iat: now - 901, exp: now - 1 } })],
    ['no expiry', forgeToken(root, { claims: { exp: undefined } })],
    ['no subject', forgeToken(root, { claims: { sub: undefined } })],
    ['a role that is none', forgeToken({ ...root, role: 'ROOT' })],
    ['no id of its own', forgeToken(root, { claims: { jti: undefined } })],
    ['not valid yet', forgeToken(root, { claims: { nbf: now + 600 } })],
    [
      'a payload that was changed',
      `${header}.${Buffer.from(JSON.stringify({ sub: root.id, role: 'ADMIN', exp: now + 900 })).toString('base64url')}.${signature}`,
    ],
    ['rubbish', 'x.y.z'],
    ['nothing', ''],
  ])('with %s is 401, on every route that wants one', async (_, token) => {
    for (const url of ['/me', '/orders', '/cart']) {
      const answer = await shop.anyone.get(url, { authorization: `Bearer ${token}` });
      expect([url, answer.status, answer.body.code]).toEqual([url, 401, 'unauthenticated']);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    }
  });

  test('is taken from the Authorization header alone', async () => {
    const token = forgeToken(user);
    for (const headers of [
      { cookie: `token=${token}` },
      { authorization: `Basic ${token}` },
      { authorization: token },
    ]) {
      expect((await shop.anyone.get('/me', headers as Record<string, string>)).status).toBe(401);
    }
    expect((await shop.anyone.get(`/me?token=${token}`)).status).not.toBe(200);
  });

  test('that is broken does not keep anybody from what anyone may see, and gives no rights there', async () => {
    expect((await shop.anyone.get('/products', { authorization: 'Bearer x.y.z' })).status).toBe(200);
  });

  test('says that it has expired', async () => {
    const answer = await me(forgeToken(user, { claims: { iat: now - 901, exp: now - 1 } }));
    expect(answer.body.detail).toMatch(/expired/);
  });

  test('of an account that is gone is 401', async () => {
    expect(
      (await me(forgeToken({ id: '01936b2f-0000-7000-8000-000000000000', role: 'CUSTOMER' }))).status,
    ).toBe(401);
  });
});

describe('GET /me', () => {
  test('says who is logged in, with the role', async () => {
    const { accessToken } = (await shop.anyone.post('/login', login)).body;
    expect((await me(accessToken)).body).toMatchObject({ email: login.email, name: 'Ada', role: 'CUSTOMER' });
    expect((await shop.admin.get('/me')).body.role).toBe('ADMIN');
  });
});
