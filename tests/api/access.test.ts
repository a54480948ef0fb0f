import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { configFor, openShop, type Shop } from '../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('the one place that decides who may call what', () => {
  test('HEAD is as guarded as GET', async () => {
    for (const url of ['/me', '/cart', '/orders']) {
      expect((await shop.anyone.send({ method: 'HEAD', url })).status).toBe(401);
    }
    expect((await shop.admin.send({ method: 'HEAD', url: '/cart' })).status).toBe(403);
  });

  test('a refusal comes before the body is looked at, and tells nothing about what exists', async () => {
    const product = await shop.product();
    const buyer = await shop.buyer();
    for (const id of [product.id, '01936b2f-0000-7000-8000-000000000000', 'no-id']) {
      expect((await buyer.patch(`/products/${id}`, { nonsense: true })).status).toBe(403);
      expect((await shop.anyone.patch(`/products/${id}`, '{"broken')).status).toBe(401);
    }
  });

  test.each([
    '/cart/',
    '//cart',
    '/CART',
    '/cart?x=1',
    '/cart;x',
    '/%63art',
    '/./cart',
    '/cart%2f',
    '/cart#x',
  ])('no way of writing %s gets past it', async (url) => {
    const answer = await shop.anyone.get(url);
    expect([400, 401, 404]).toContain(answer.status);
  });

  test('an API with a route that does not say who may call it refuses to start', async () => {
    const app = await buildApp(configFor(shop.url));
    app.get('/forgotten', async () => 'everybody reads this');
    await expect(app.ready()).rejects.toThrow('GET /forgotten does not say who may call it');
    await app.close();
  });
});
