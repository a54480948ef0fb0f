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
