import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { statementsOf } from '../../setup/statements.ts';
import { openTwoApis, type TwoApis } from '../../setup/two-apis.ts';
import { until } from '../../setup/wait.ts';

const admin = { email: 'root@example.org', password: 'the administrators own' };
const page = { accept: 'text/html' };
const sameOrigin = { 'sec-fetch-site': 'same-origin' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const product = (sku: string) => ({ sku, name: 'Mug', category: 'Kitchen', price: 100, stockQuantity: 1 });

describe('an administrator', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    await ensureAdmin(shop.app.orm.em.fork(), admin);
  });
  afterAll(() => shop.close());

  const logIn = async (password = admin.password) =>
    (await shop.anyone.post('/login', { ...admin, password })).body;
  const openSession = async (password = admin.password) => {
    const answer = await shop.app.inject({
      method: 'POST',
      url: '/admin/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...sameOrigin },
      payload: new URLSearchParams({ ...admin, password }).toString(),
    });
    return { cookie: String(answer.headers['set-cookie']).split(';')[0]! };
  };
  const pages = ['/admin', '/admin/live', '/admin/queues', '/admin/queues/api/queues'];
  const statusesOf = (headers: Record<string, string>) =>
    Promise.all(
      pages.map(async (url) => (await shop.app.inject({ url, headers: { ...page, ...headers } })).statusCode),
    );
  const pause = async (session: { cookie: string }) =>
    (
      await shop.app.inject({
        method: 'PUT',
        url: '/admin/queues/api/queues/catalog/pause',
        headers: { ...session, ...sameOrigin },
      })
    ).statusCode;

  test('who logged out has no session left, in this browser or in a copy of its cookie', async () => {
    const [session, other] = [await openSession(), await openSession()];
    expect(await statusesOf(session)).toEqual([200, 200, 200, 200]);
    const headers = { ...session, ...sameOrigin };
    const logout = await shop.app.inject({ method: 'POST', url: '/admin/logout', headers });
    expect(logout.statusCode).toBe(303);
    expect(await statusesOf(session)).toEqual([303, 303, 303, 303]);
    expect(await pause(session)).toBe(401);
    expect(await statusesOf(other)).toEqual([200, 200, 200, 200]);
  });

  test('who logged out at another process has none here either, at once', async () => {
    const session = await openSession();
    const { accessToken } = await logIn();
    expect(await statusesOf(session)).toEqual([200, 200, 200, 200]);
    await shop.pool.query('update refresh_tokens set revoked_at = now()');
    expect(await statusesOf(session)).toEqual([303, 303, 303, 303]);
    expect((await shop.admin.get('/me')).status).toBe(200);
    const write = await shop.anyone.post('/products', product('AFTER-LOGOUT'), bearer(accessToken));
    expect([write.status, write.body.code]).toEqual([401, 'unauthenticated']);
  });

  test('with another password ends all that the old one opened: cookie, access token, refresh token', async () => {
    const session = await openSession();
    const { accessToken, refreshToken } = await logIn();
    expect((await shop.anyone.post('/products', product('BEFORE'), bearer(accessToken))).status).toBe(201);
    await ensureAdmin(shop.app.orm.em.fork(), { ...admin, password: 'another one' });
    expect(await statusesOf(session)).toEqual([303, 303, 303, 303]);
    expect(await pause(session)).toBe(401);
    expect(await statusesOf(bearer(accessToken))).toEqual([303, 303, 303, 303]);
    expect((await shop.anyone.post('/products', product('AFTER'), bearer(accessToken))).status).toBe(401);
    expect((await shop.anyone.post('/token/refresh', { refreshToken })).status).toBe(401);
    expect(await statusesOf(await openSession('another one'))).toEqual([200, 200, 200, 200]);
    await ensureAdmin(shop.app.orm.em.fork(), admin);
  });

  test('who is none any more writes nothing more and sees what a customer sees', async () => {
    const { accessToken } = await logIn();
    const item = (await shop.anyone.post('/products', product('MINE'), bearer(accessToken))).body;
    const buyer = await shop.buyerWith([item.id, 1]);
    const order = (await buyer.post('/orders')).body;
    expect((await shop.anyone.get(`/orders/${order.id}`, bearer(accessToken))).status).toBe(200);
    const role = (is: string) =>
      shop.pool.query('update users set role = $1 where email = $2', [is, admin.email]);
    await role('CUSTOMER');
    const answers = [
      await shop.anyone.post('/products', product('NOT-MINE'), bearer(accessToken)),
      await shop.anyone.patch(`/products/${item.id}`, { price: 1 }, bearer(accessToken)),
      await shop.anyone.get(`/products/${item.id}/stock-movements`, bearer(accessToken)),
      await shop.anyone.get(`/orders/${order.id}`, bearer(accessToken)),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 404]);
    expect((await shop.anyone.get('/me', bearer(accessToken))).body.role).toBe('CUSTOMER');
    await role('ADMIN');
  });
});

describe('a customer', () => {
  const ada = { email: 'ada@example.org', password: 'correct horse' };

  test('is not asked for in the database when they place an order', async () => {
    const shop = await openShop();
    const item = await shop.product();
    await shop.anyone.post('/register', { ...ada, name: 'Ada' });
    const { accessToken } = (await shop.anyone.post('/login', ada)).body;
    await shop.anyone.post('/cart/items', { productId: item.id, quantity: 1 }, bearer(accessToken));
    const statements = await statementsOf(() => shop.anyone.post('/orders', undefined, bearer(accessToken)));
    expect(statements.filter((text) => /refresh_tokens|role/.test(text))).toEqual([]);
    await shop.close();
  });

  test('has an access token that ends when it says, also where it was seen before', async () => {
    const shop = await openShop();
    await shop.anyone.post('/register', { ...ada, name: 'Ada' });
    const { accessToken } = (await shop.anyone.post('/login', ada)).body;
    const me = () => shop.anyone.get('/me', bearer(accessToken));
    const issuedAt = Date.now();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      vi.setSystemTime(issuedAt + 890_000);
      expect((await me()).status).toBe(200);
      vi.setSystemTime(issuedAt + 901_000);
      const answer = await me();
      expect([answer.status, answer.body.detail]).toEqual([401, 'The access token has expired']);
    } finally {
      vi.useRealTimers();
    }
    await shop.close();
  });

  let shop: TwoApis;
  test('who logs out at one process is out at the other, and at one that starts later', async () => {
    shop = await openTwoApis();
    const [one, two] = shop.apis;
    await one.anyone.post('/register', { ...ada, name: 'Ada' });
    const tokens = (await one.anyone.post('/login', ada)).body;
    const kept = (await one.anyone.post('/login', ada)).body;
    const me = async (api: typeof one, token: string) => (await api.anyone.get('/me', bearer(token))).status;
    expect([await me(one, tokens.accessToken), await me(two, tokens.accessToken)]).toEqual([200, 200]);
    await one.anyone.post('/logout', { refreshToken: tokens.refreshToken });
    expect(await me(one, tokens.accessToken)).toBe(401);
    await until('the other process knows', async () => (await me(two, tokens.accessToken)) === 401);
    const late = await openShopOn(shop.url);
    const answer = await late.inject({ url: '/me', headers: bearer(tokens.accessToken) });
    expect(answer.statusCode).toBe(401);
    await late.close();
    expect([await me(one, kept.accessToken), await me(two, kept.accessToken)]).toEqual([200, 200]);
  });
  afterAll(() => shop?.close());
});

async function openShopOn(url: string) {
  const { buildApp } = await import('../../../src/api/app.ts');
  const { configFor } = await import('../../setup/api.ts');
  const app = await buildApp(configFor(url));
  await app.ready();
  return app;
}
