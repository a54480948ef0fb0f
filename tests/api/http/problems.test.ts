import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Answer } from '../../setup/caller.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body?.code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toMatchObject({
    type: `https://holdfast.example/problems/${code}`,
    title: expect.any(String),
    status,
    detail: expect.stringMatching(/\w/),
    instance: expect.stringMatching(/^\//),
    requestId: answer.headers['x-request-id'],
  });
}

const post = (body: string, type = 'application/json', url = '/login') =>
  shop.anyone.send({ method: 'POST', url, headers: { 'content-type': type }, body });

describe('an address', () => {
  test.each([
    '/nothing',
    '/products/x/y',
    '/api',
    '/.env',
    '/index.html',
    '/admin/nothing',
    '/docs/static/nothing.js',
    '/docs/static/..%2f..%2f..%2fpackage.json',
  ])('%s is 404', async (url) => {
    const answer = await shop.anyone.get(url);
    expectProblem(answer, 404, 'not_found');
    expect(answer.headers.allow).toBeUndefined();
  });

  test.each([
    ['DELETE', '/products', 'GET, HEAD, OPTIONS, POST'],
    ['POST', '/products/01936b2f-0000-7000-8000-000000000000', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
    ['GET', '/prices', 'OPTIONS, PATCH'],
    ['PATCH', '/cart', 'DELETE, GET, HEAD, OPTIONS, PUT'],
    ['GET', '/login', 'OPTIONS, POST'],
    ['PUT', '/orders?x=1', 'GET, HEAD, OPTIONS, POST'],
    ['HEAD', '/login', 'OPTIONS, POST'],
    ['PUT', '/products/', 'GET, HEAD, OPTIONS, POST'],
    ['POST', '/docs/', 'GET, HEAD, OPTIONS'],
  ] as const)('%s %s is 405 with Allow', async (method, url, allow) => {
    const answer = await shop.anyone.send({ method, url });
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    if (method !== 'HEAD') expectProblem(answer, 405, 'method_not_allowed');
  });

  test('OPTIONS says what is allowed, and * is nothing special', async () => {
    const answer = await shop.anyone.send({ method: 'OPTIONS', url: '/cart/items' });
    expect([answer.status, answer.headers.allow, answer.text]).toEqual([204, 'OPTIONS, POST', '']);
    expectProblem(await shop.anyone.send({ method: 'OPTIONS', url: '/nothing' }), 404, 'not_found');
  });

  test.each(['urn:uuid:01936b2f-0000-7000-8000-000000000000', '{01936b2f-0000-7000-8000-000000000000}'])(
    'with %s for an id is 400, whoever asks for whatever',
    async (id) => {
      const buyer = await shop.buyer();
      const answers = [
        await shop.anyone.get(`/products/${id}`),
        await buyer.get(`/orders/${id}`),
        await buyer.delete(`/cart/items/${id}`),
        await buyer.post('/cart/items', { productId: id, quantity: 1 }),
        await shop.admin.get(`/products/${id}/stock-movements`),
      ];
      for (const answer of answers) expectProblem(answer, 400, 'validation_failed');
    },
  );

  test('with a part longer than any id is 400, 404 or 414', async () => {
    const answer = await shop.anyone.get(`/products/${'x'.repeat(5_000)}`);
    expect([400, 404, 414]).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/problem\+json/);
  });

  test('shows in instance without its query, which may hold secrets', async () => {
    const answer = await shop.anyone.get('/nothing?token=secret');
    expect(answer.body.instance).toBe('/nothing');
    expect(answer.text).not.toContain('secret');
  });
});

describe('Accept', () => {
  test.each([
    'text/html',
    'application/xml',
    'image/*',
    'application/json;q=0',
    'application/json; charset=utf-8; q=0, */*',
    'application/xml, application/*;q=0',
  ])('%s is 406', async (accept) => {
    expectProblem(await shop.anyone.get('/products', { accept }), 406, 'not_acceptable');
  });

  test.each([
    '*/*',
    'application/json',
    'application/*',
    'application/problem+json',
    'text/html, */*;q=0.1',
    '',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; indent=2',
    'application/json;odata=verbose;q=0.9, text/html',
    'application/json;version=1;q=0, application/json',
    'application/json;profile="a,b"',
    'Application/JSON',
    'application/*; charset=utf-8',
    '*/*; charset=utf-8',
    'rubbish',
    'text/html;q=0',
  ])('%j is answered', async (accept) => {
    expect((await shop.anyone.get('/products', { accept })).status).toBe(200);
  });

  test('a browser gets pages and metrics whatever it accepts', async () => {
    expect((await shop.anyone.get('/docs/', { accept: 'text/html' })).status).toBe(200);
    expect((await shop.anyone.get('/metrics', { accept: 'text/plain' })).status).toBe(200);
  });
});

describe('a body', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/xml',
    'rubbish',
  ])('as %s is 415', async (type) => {
    expectProblem(await post('{"email":"a","password":"b"}', type), 415, 'unsupported_media_type');
  });

  test('as JSON in capitals and with a charset is read', async () => {
    expectProblem(
      await post('{"email":"a","password":"b"}', 'Application/JSON; charset=UTF-8'),
      401,
      'invalid_credentials',
    );
  });

  test.each(['{', '{"email":}', '', '[1,', '{"a":1}{"b":2}', 'NaN', `{'a':1}`, '\u0000', '{"a":"\t"}'])(
    'of %j is 400 malformed_body',
    async (body) => {
      expectProblem(await post(body), 400, 'malformed_body');
    },
  );

  describe('that is empty, where none is asked for,', () => {
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'];
    test.each(types)('is none, though it is called %s', async (type) => {
      const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
      const [item] = (await buyer.get('/cart')).body.items;
      const headers = { 'content-type': type, 'content-length': '0' };
      expect((await buyer.post('/orders', '', headers)).status).toBe(201);
      expect((await buyer.send({ method: 'DELETE', url: '/cart', headers })).status).toBe(204);
      const { 'content-length': _, ...unsized } = headers;
      const url = `/cart/items/${item.id}`;
      expect((await buyer.send({ method: 'DELETE', url, headers: unsized })).status).toBe(404);
      expect((await shop.anyone.send({ method: 'GET', url: '/products', headers })).status).toBe(200);
    });

    test('does not make one that is not of another type', async () => {
      const buyer = await shop.buyer();
      const headers = { 'content-type': 'text/plain' };
      expectProblem(await buyer.post('/orders', 'x', headers), 415, 'unsupported_media_type');
    });
  });

  test('that is missing is 400', async () => {
    const answer = await shop.anyone.post('/login');
    expect([answer.status, answer.headers['content-type']]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
  });

  test.each(['[]', '1', '"text"', 'true', 'null'])('of %s where an object is wanted is 400', async (body) => {
    expectProblem(await post(body), 400, 'validation_failed');
  });

  test('of more than 64 KiB is 413', async () => {
    expectProblem(await post(`"${'x'.repeat(70_000)}"`), 413, 'body_too_large');
  });

  test('of 500 KiB of nested lists is refused, not a crash', async () => {
    const answer = await post('['.repeat(60_000));
    expect([400, 413]).toContain(answer.status);
  });

  test.each([
    '{"__proto__":{"role":"ADMIN"},"email":"p1@example.org","password":"12345678","name":"N"}',
    '{"constructor":{"prototype":{"x":1}},"email":"p2@example.org","password":"12345678","name":"N"}',
    '{"email":"p3@example.org","password":"12345678","name":"N","toString":"x"}',
  ])('with a key of the prototype is 400 and changes nothing: %s', async (body) => {
    expect((await post(body, 'application/json', '/register')).status).toBe(400);
    expect(({} as Record<string, unknown>).role).toBeUndefined();
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('names every fault with a JSON Pointer that escapes', async () => {
    const answer = await shop.anyone.post('/login', { email: 1, 'a/b~c': 2 });
    expectProblem(answer, 400, 'validation_failed');
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '#/a~1b~0c', detail: 'is not known here' },
        { pointer: '#/email', detail: expect.stringContaining('string') },
        { pointer: '#/password', detail: 'is required' },
      ]),
    );
  });
});

describe('every answer', () => {
  test('has a request id: ours, or the one that was sent where it is harmless', async () => {
    const own = await shop.anyone.get('/healthz');
    expect(own.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await shop.anyone.get('/healthz', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe(
      'abc-1',
    );
    for (const bad of ['a b', 'x'.repeat(129), '<script>', '{}', '']) {
      const answer = await shop.anyone.get('/healthz', { 'x-request-id': bad });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test.each(['/products', '/nothing', '/docs/'])('%s has the security headers', async (url) => {
    const { headers } = await shop.anyone.get(url);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/default-src|script-src/);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeDefined();
  });

  test('to a private question is kept by no cache', async () => {
    for (const url of ['/me', '/cart', '/orders']) {
      expect((await (await shop.buyer()).get(url)).headers['cache-control']).toBe('no-store');
    }
  });
});

describe('text from outside', () => {
  test('that grows when it is normalised is no 500 in a search', async () => {
    // Each becomes three characters, twelve bytes.
    const q = encodeURIComponent('\u{1d160}'.repeat(200));
    for (const sort of ['', '&sort=newest']) {
      expect((await shop.anyone.get(`/products?q=${q}${sort}`)).body).toEqual({
        items: [],
        nextCursor: null,
      });
    }
  });

  const strange = [
    '\u0000',
    'a\u0000b',
    '\ud800',
    'a\udfffb',
    '\u202e',
    '\ufeff',
    '\uffff',
    '🎉',
    "'--",
    '<%= x %>',
    '%s%n',
    '../../x',
  ];
  test.each(strange)('%j is never a 500, wherever it stands', async (text) => {
    const { id } = await shop.product();
    const buyer = await shop.buyer();
    const encoded = encodeURIComponent(text.toWellFormed());
    const product = { sku: `X-${id}`, name: 'N', category: 'C', price: 1, stockQuantity: 1 };
    const answers = [
      await shop.anyone.post('/register', { email: text, password: text, name: text }),
      await shop.anyone.post('/register', {
        email: `${id}@example.org`,
        password: `12345678${text}`,
        name: `N${text}`,
      }),
      await shop.anyone.post('/login', { email: `a${text}`, password: `b${text}` }),
      await shop.anyone.post('/token/refresh', { refreshToken: text }),
      await shop.anyone.post('/logout', { refreshToken: text }),
      ...(await Promise.all(
        ['sku', 'name', 'description', 'category', 'currency'].map((field) =>
          shop.admin.post('/products', { ...product, sku: `X-${id}-${field}`, [field]: `A${text}` }),
        ),
      )),
      await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: 1, reason: `R${text}` }),
      await shop.anyone.get(`/products?q=${encoded}&category=${encoded}`),
      await shop.anyone.get(`/products?cursor=${encoded}`),
      await shop.anyone.get(`/products/${encoded}`),
      await buyer.post('/cart/items', { productId: text, quantity: 1 }),
      await buyer.delete(`/cart/items/${encoded}`),
      await buyer.get(`/orders/${encoded}`),
    ];
    for (const { status, text: sent } of answers) {
      expect({ status, sent }).toEqual({ status: expect.toSatisfy((s: number) => s < 500), sent });
    }
  });
});
