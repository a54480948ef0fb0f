import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

const origin = 'https://shop.example';
const preflight = (shop: Shop, from: string) =>
  shop.anyone.send({
    method: 'OPTIONS',
    url: '/cart/items',
    headers: {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });

test('an origin with any port is every port of that host, and no other host', async () => {
  const shop = await openShop({ CORS_ORIGINS: 'http://localhost:*,http://127.0.0.1:*' });
  try {
    const allowed = async (from: string) =>
      (await shop.anyone.get('/products', { origin: from })).headers['access-control-allow-origin'];
    for (const from of ['http://localhost:3000', 'http://localhost', 'http://127.0.0.1:5173'])
      expect(await allowed(from)).toBe(from);
    for (const from of [
      'https://localhost:3000',
      'http://localhost:3000.evil.example',
      'http://localhost.evil.example',
      'http://127x0.0.1:80',
      'http://evil.example:3000',
    ])
      expect([from, await allowed(from)]).toEqual([from, undefined]);
  } finally {
    await shop.close();
  }
});

describe.each([
  ['no setting', {}, undefined, undefined],
  ['one origin', { CORS_ORIGINS: origin }, origin, undefined],
  ['every origin', { CORS_ORIGINS: '*' }, '*', '*'],
])('CORS with %s', (_, settings, own, foreign) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(settings as Record<string, string>);
  });
  afterAll(() => shop.close());

  test('lets in whom the setting names, and nobody else', async () => {
    const allowed = async (from: string) =>
      (await shop.anyone.get('/products', { origin: from })).headers['access-control-allow-origin'];
    expect([await allowed(origin), await allowed('https://evil.example')]).toEqual([own, foreign]);
    expect((await preflight(shop, origin)).headers['access-control-allow-origin']).toBe(own);
    expect((await preflight(shop, 'https://evil.example')).headers['access-control-allow-origin']).toBe(
      foreign,
    );
  });

  test('never lets cookies along', async () => {
    const { headers } = await shop.anyone.get('/products', { origin });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test('does not change what is there and what is not', async () => {
    expect((await shop.anyone.get('/nothing', { origin })).status).toBe(404);
    expect((await shop.anyone.send({ method: 'PATCH', url: '/cart', headers: { origin } })).status).toBe(405);
  });

  test('takes no OPTIONS for a preflight that is none: it says what an address offers', async () => {
    const options = (url: string, headers: Record<string, string>) =>
      shop.anyone.send({ method: 'OPTIONS', url, headers });
    for (const headers of [{}, { origin }, { 'access-control-request-method': 'POST' }] as never[]) {
      const answer = await options('/cart/items', headers);
      expect([answer.status, answer.headers.allow]).toEqual([204, 'OPTIONS, POST']);
      expect((await options('/nothing', headers)).body).toMatchObject({ code: 'not_found' });
    }
    expect((await options('/cart/items', { origin })).headers['access-control-allow-origin']).toBe(own);
  });

  if (own === undefined) return;
  test('a preflight allows the headers that the API uses, and errors can be read', async () => {
    const answer = await preflight(shop, origin);
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toMatch(/POST/);
    expect(answer.headers['access-control-allow-headers']).toMatch(/authorization.*idempotency-key/i);
    const error = await shop.anyone.get('/cart', { origin });
    expect(error.headers['access-control-allow-origin']).toBe(own);
    expect(error.headers['access-control-expose-headers']).toMatch(/ETag.*Location.*Retry-After/);
  });
});
