import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { configFor, openShop, type Shop } from '../setup/api.ts';
import type { Answer, Caller, Method } from '../setup/caller.ts';

/**
 * Who gets what, by operation: anonymous, a customer, another customer, an administrator. `ok` is any answer
 * that is neither 401 nor 403; `own` is found by the customer whom it belongs to, and by nobody else.
 */
const expected: Record<string, [anonymous: string, customer: string, other: string, admin: string]> = {
  'POST /register': ['ok', 'ok', 'ok', 'ok'],
  'POST /login': ['ok', 'ok', 'ok', 'ok'],
  'POST /token/refresh': ['ok', 'ok', 'ok', 'ok'],
  'POST /logout': ['ok', 'ok', 'ok', 'ok'],
  'GET /me': ['401', 'ok', 'ok', 'ok'],
  'GET /customers': ['401', '403', '403', 'ok'],
  'GET /customers/{id}': ['401', '403', '403', 'ok'],
  'GET /jobs': ['401', '403', '403', 'ok'],
  'GET /audit-log': ['401', '403', '403', 'ok'],
  'POST /jobs/{id}/retries': ['401', '403', '403', '404'],
  'GET /categories': ['ok', 'ok', 'ok', 'ok'],
  'GET /products': ['ok', 'ok', 'ok', 'ok'],
  'GET /products/{id}': ['ok', 'ok', 'ok', 'ok'],
  'POST /products': ['401', '403', '403', 'ok'],
  'PUT /products/{id}': ['401', '403', '403', 'ok'],
  'PATCH /products/{id}': ['401', '403', '403', 'ok'],
  'POST /products/{id}/stock-adjustments': ['401', '403', '403', 'ok'],
  'GET /products/{id}/stock-movements': ['401', '403', '403', 'ok'],
  'DELETE /products/{id}': ['401', '403', '403', 'ok'],
  'PATCH /prices': ['401', '403', '403', 'ok'],
  'GET /cart': ['401', 'ok', 'ok', '403'],
  'POST /cart/items': ['401', 'ok', 'ok', '403'],
  'PUT /cart': ['401', 'ok', 'ok', '403'],
  'DELETE /cart': ['401', 'ok', 'ok', '403'],
  'PATCH /cart/items/{id}': ['401', 'ok', '404', '403'],
  'DELETE /cart/items/{id}': ['401', 'ok', '404', '403'],
  'POST /orders': ['401', 'ok', 'ok', '403'],
  'GET /orders': ['401', 'ok', 'ok', 'ok'],
  'GET /orders/{id}': ['401', 'ok', '404', 'ok'],
  'POST /orders/{id}/cancellations': ['401', 'ok', '404', 'ok'],
  'GET /orders/{id}/cancellations': ['401', 'ok', '404', 'ok'],
  'GET /orders/{id}/cancellations/{cancellationId}': ['401', 'ok', '404', 'ok'],
  'POST /orders/{id}/fulfillments': ['401', '403', '403', 'ok'],
  'GET /orders/{id}/fulfillments': ['401', 'ok', '404', 'ok'],
  'GET /orders/{id}/fulfillments/{fulfillmentId}': ['401', 'ok', '404', 'ok'],
  'PATCH /orders/{id}/fulfillments/{fulfillmentId}': ['401', '403', '403', 'ok'],
  'DELETE /orders/{id}/fulfillments/{fulfillmentId}': ['401', '403', '403', 'ok'],
  'POST /orders/{id}/returns': ['401', 'ok', '404', 'ok'],
  'GET /orders/{id}/returns': ['401', 'ok', '404', 'ok'],
  'GET /orders/{id}/returns/{returnId}': ['401', 'ok', '404', 'ok'],
  'POST /orders/{id}/returns/{returnId}/receipts': ['401', '403', '403', 'ok'],
  'POST /orders/{id}/returns/{returnId}/refusals': ['401', '403', '403', 'ok'],
  'GET /orders/{id}/events': ['401', 'ok', '404', 'ok'],
  'GET /shipping-methods': ['ok', 'ok', 'ok', 'ok'],
  'POST /shipping-methods': ['401', '403', '403', 'ok'],
  'GET /shipping-methods/{id}': ['404', '404', '404', '404'],
  'PATCH /shipping-methods/{id}': ['401', '403', '403', '404'],
  'DELETE /shipping-methods/{id}': ['401', '403', '403', '404'],
  'GET /tax-rates': ['401', '403', '403', 'ok'],
  'POST /tax-rates': ['401', '403', '403', 'ok'],
  'GET /tax-rates/{id}': ['401', '403', '403', '404'],
  'PATCH /tax-rates/{id}': ['401', '403', '403', '404'],
  'DELETE /tax-rates/{id}': ['401', '403', '403', '404'],
  'GET /coupons': ['401', '403', '403', 'ok'],
  'POST /coupons': ['401', '403', '403', 'ok'],
  'GET /coupons/{id}': ['401', '403', '403', '404'],
  'PATCH /coupons/{id}': ['401', '403', '403', '404'],
  'DELETE /coupons/{id}': ['401', '403', '403', '404'],
  'GET /problems': ['ok', 'ok', 'ok', 'ok'],
  'GET /problems/{code}': ['404', '404', '404', '404'],
  'GET /healthz': ['ok', 'ok', 'ok', 'ok'],
  'GET /readyz': ['ok', 'ok', 'ok', 'ok'],
  'GET /metrics': ['ok', 'ok', 'ok', 'ok'],
};

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

/** Sends what the operation wants, about things that belong to `owner`. */
async function call(operation: string, caller: Caller, owner: Caller): Promise<Answer> {
  const [method, path] = operation.split(' ') as [Method, string];
  const product = await shop.product();
  const ids: Record<string, () => Promise<string>> = {
    products: async () => product.id,
    cart: async () => (await owner.post('/cart/items', { productId: product.id, quantity: 1 })).body.id,
    customers: async () => owner.id,
    jobs: async () => product.id,
    'shipping-methods': async () => product.id,
    'tax-rates': async () => product.id,
    coupons: async () => product.id,
    orders: async () => {
      await owner.post('/cart/items', { productId: product.id, quantity: 3 });
      return (await owner.post('/orders')).body.id;
    },
  };
  const items = [{ productId: product.id, quantity: 1 }];
  const records: Record<string, (order: string) => Promise<Answer>> = {
    '{cancellationId}': (order) => owner.post(`${order}/cancellations`, { items, reason: 'other' }),
    '{fulfillmentId}': (order) => shop.admin.post(`${order}/fulfillments`, { items }),
    async '{returnId}'(order) {
      await shop.admin.post(`${order}/fulfillments`, { items });
      return owner.post(`${order}/returns`, { items: items.map((one) => ({ ...one, reason: 'Too small' })) });
    },
  };
  let url = path.includes('{id}') ? path.replace('{id}', await ids[path.split('/')[1]!]!()) : path;
  for (const [name, make] of Object.entries(records)) {
    if (!url.includes(name)) continue;
    const { status, body, text } = await make(url.split('/').slice(0, 3).join('/'));
    if (status !== 201) throw new Error(text);
    url = url.replace(name, body.id);
  }
  const wholeProduct = { sku: `W-${product.id}`, name: 'N', category: 'C', price: 1 };
  const bodies: Record<string, unknown> = {
    'POST /register': {
      email: `${product.id}-${caller.id || 'x'}@example.org`,
      password: '12345678',
      name: 'N',
    },
    'POST /login': { email: 'nobody@example.org', password: 'x' },
    'POST /token/refresh': { refreshToken: 'x' },
    'POST /logout': { refreshToken: 'x' },
    'POST /products': { ...wholeProduct, stockQuantity: 1 },
    'PUT /products/{id}': wholeProduct,
    'PATCH /products/{id}': { price: 2 },
    'PATCH /shipping-methods/{id}': { price: 2 },
    'PATCH /tax-rates/{id}': { rate: 2 },
    'PATCH /coupons/{id}': { value: 2 },
    'POST /products/{id}/stock-adjustments': { delta: 1, reason: 'R' },
    'PATCH /prices': { items: [{ id: product.id, price: 2 }] },
    'POST /cart/items': { productId: product.id, quantity: 1 },
    'PUT /cart': { items: [] },
    'PATCH /cart/items/{id}': { quantity: 2 },
    'POST /orders/{id}/cancellations': { reason: 'other' },
    'POST /orders/{id}/fulfillments': {},
    'PATCH /orders/{id}/fulfillments/{fulfillmentId}': { deliveredAt: '2026-11-27T10:00:00Z' },
    'POST /orders/{id}/returns': { items: items.map((one) => ({ ...one, reason: 'Too small' })) },
    'POST /orders/{id}/returns/{returnId}/receipts': {
      items: items.map((one) => ({ ...one, disposition: 'RESTOCK' })),
    },
  };
  return caller.send({ method, url, ...(operation in bodies ? { body: bodies[operation] } : {}) });
}

function verdictOf(operation: string, { status, body }: Answer): string {
  // These two say 401 about what is in the body, not about the caller.
  if (['invalid_credentials', 'invalid_refresh_token'].includes(body?.code)) return 'ok';
  if (status >= 500) throw new Error(`${operation}: ${status}`);
  return [401, 403, 404].includes(status) ? String(status) : 'ok';
}

describe('who may call what', () => {
  test('is said here for every operation of the OpenAPI document, and for no other', () => {
    const documented = shop.operations.map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))('%s', async (operation, wanted) => {
    const [customer, other] = [await shop.buyer(), await shop.buyer()];
    const callers = [shop.anyone, customer, other, shop.admin];
    const verdicts: string[] = [];
    for (const caller of callers) {
      verdicts.push(verdictOf(operation, await call(operation, caller, customer)));
    }
    expect(verdicts).toEqual(wanted);
  });

  test('is in the document: a bearer scheme on what needs a login, and on nothing else but to end one', () => {
    const takers = shop.operations.filter(({ spec }) =>
      spec.security?.some((scheme: object) => 'bearerAuth' in scheme),
    );
    const isOptional = ({ spec }: (typeof takers)[number]) =>
      spec.security?.some((scheme: object) => Object.keys(scheme).length === 0);
    const names = (some: typeof takers) => some.map(({ method, path }) => `${method} ${path}`).toSorted();
    const wanted = Object.entries(expected).filter(([, [anonymous]]) => anonymous === '401');
    expect(names(takers.filter((taker) => !isOptional(taker)))).toEqual(
      wanted.map(([operation]) => operation).toSorted(),
    );
    expect(names(takers.filter(isOptional))).toEqual(['POST /logout']);
  });

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
