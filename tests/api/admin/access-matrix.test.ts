import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { configFor, openShop, type Shop } from '../../setup/api.ts';
import { redisUrl } from '../../setup/services.ts';
import { cookieOf } from './operator.ts';

/** Open without a session, and nothing else is: the login, its second step, and what ends a session. */
const open = ['/admin/login', '/admin/login/code', '/admin/logout'];
const here = 'http://shop.example';

let shop: Shop;
let app: FastifyInstance;
const routes: { method: string; url: string }[] = [];
let cookie: string;
let customer: string;

beforeAll(async () => {
  shop = await openShop();
  const onStart = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      if (!url.startsWith('/admin')) return;
      for (const one of [method].flat()) routes.push({ method: one, url });
    });
  };
  diagnostics.subscribe('fastify.initialization', onStart);
  app = await buildApp(configFor(shop.url, { REDIS_URL: redisUrl, PUBLIC_URL: here }));
  diagnostics.unsubscribe('fastify.initialization', onStart);
  await app.ready();
  cookie = await cookieOf(app);
  const account = { email: 'customer@example.com', password: 'another password' };
  await app.inject({ method: 'POST', url: '/register', payload: { ...account, name: 'Customer' } });
  customer = (await app.inject({ method: 'POST', url: '/login', payload: account })).json().accessToken;
});
afterAll(async () => {
  await app?.close();
  await shop?.close();
});

const guarded = () => routes.filter(({ url }) => !open.includes(url.replace(/(?<=.)\/$/, '')));
const isRead = (method: string) => method === 'GET' || method === 'HEAD';
const addressOf = (url: string) =>
  url
    .replace(/:(\w+)/g, (_, name) => (name === 'queueName' ? 'mail' : 'nothing'))
    .replace('*', 'static/x.js');

/** What each of the operators' routes says to one caller, but for those that say what they should. */
async function exceptions(
  headers: Record<string, string>,
  expected: (method: string) => readonly number[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { method, url } of guarded()) {
    const reply = await app.inject({ method: method as 'GET', url: addressOf(url), headers });
    if (!expected(method).includes(reply.statusCode)) found.push(`${method} ${url}: ${reply.statusCode}`);
  }
  return found;
}

describe('every route of the operators, ours and the board’s', () => {
  test('is known here', () => {
    expect(guarded().length).toBeGreaterThan(40);
    const urls = guarded().map(({ url }) => url);
    for (const url of ['/admin', '/admin/orders/:id', '/admin/queues/api/queues/:queueName/pause'])
      expect(urls).toContain(url);
  });

  const forged = { cookie: 'holdfast_admin=eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' };
  test.each([
    ['nobody', {}],
    ['a token that is none', { authorization: 'Bearer x' }],
    ['a cookie that is forged', forged],
    ['a cookie beside an own origin', { ...forged, origin: here, 'sec-fetch-site': 'same-origin' }],
  ])('refuses %s', async (_who, headers) => {
    const own = { origin: here, 'sec-fetch-site': 'same-origin', ...headers };
    expect(await exceptions(own as Record<string, string>, () => [401])).toEqual([]);
  });

  test('refuses a customer, by token and by the token as a cookie', async () => {
    const own = { origin: here, 'sec-fetch-site': 'same-origin' };
    expect(await exceptions({ ...own, authorization: `Bearer ${customer}` }, () => [403])).toEqual([]);
    expect(await exceptions({ ...own, cookie: `holdfast_admin=${customer}` }, () => [401])).toEqual([]);
  });

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another site in an old browser', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a neighbour of the same site', { 'sec-fetch-site': 'same-site', origin: 'http://evil.shop.example' }],
    ['another port', { origin: 'http://shop.example:81' }],
    ['a host that only begins like ours', { origin: 'http://shop.example.evil.example' }],
    [
      'a caller that names a host of its own',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('lets nothing be changed by %s with an administrator’s cookie', async (_who, headers) => {
    const writes = await exceptions(
      { cookie, host: 'shop.example', ...headers } as Record<string, string>,
      (method) => (isRead(method) ? [200, 204, 303, 404, 400] : [403]),
    );
    expect(writes).toEqual([]);
    expect(await app.queues.get('mail').isPaused()).toBe(false);
  });

  test('is open to an administrator on their own page', async () => {
    const own = { cookie, host: 'shop.example', origin: here, 'sec-fetch-site': 'same-origin' };
    const reply = await app.inject({ url: '/admin', headers: { ...own, accept: 'text/html' } });
    expect(reply.statusCode).toBe(200);
    const paused = await app.inject({
      method: 'PUT',
      url: '/admin/queues/api/queues/mail/pause',
      headers: own,
    });
    expect(paused.statusCode).toBe(200);
    expect(await app.queues.get('mail').isPaused()).toBe(true);
    await app.queues.get('mail').resume();
  });
});
