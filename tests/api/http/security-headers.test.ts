import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const expected = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

test.each([
  ['an answer', '/products', {}, 200],
  ['a problem', '/cart', {}, 401],
  ['a refusal before the route', '/products', { accept: 'text/csv' }, 406],
  ['what is not there', '/nothing', {}, 404],
])('%s carries every security header and its request id', async (_, url, headers, status) => {
  const answer = await shop.anyone.get(url, headers as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    ...expected,
    'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
  });
});

test('the pages for people have policies of their own, in place of this one', async () => {
  const docs = await shop.anyone.get('/docs/static/index.html', { accept: 'text/html' });
  expect(docs.headers['content-security-policy']).toMatch(/script-src 'self'/);
  const login = await shop.anyone.get('/admin/login', { accept: 'text/html' });
  expect(login.headers['content-security-policy']).toMatch(/style-src 'sha256-/);
  expect(login.headers['referrer-policy']).toBe('same-origin');
  expect(login.headers['x-content-type-options']).toBe('nosniff');
});
