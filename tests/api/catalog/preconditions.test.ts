import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Answer } from '../../setup/caller.ts';

/** Every precondition that is sent is evaluated (RFC 9110, section 13.2.1). */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Headers = Record<string, string>;
const changes: [string, (id: string, headers: Headers) => Promise<Answer>, number][] = [
  ['PUT', (id, headers) => shop.admin.put(`/products/${id}`, { ...product, sku: id }, headers), 200],
  ['PATCH', (id, headers) => shop.admin.patch(`/products/${id}`, { price: 7 }, headers), 200],
  ['DELETE', (id, headers) => shop.admin.delete(`/products/${id}`, headers), 204],
  [
    'POST stock-adjustments',
    (id, headers) =>
      shop.admin.post(`/products/${id}/stock-adjustments`, { delta: 1, reason: 'found' }, headers),
    201,
  ],
];
const product = { name: 'N', category: 'C', price: 5 };

describe.each(changes)('%s', (_, change, done) => {
  test.each([
    { 'if-none-match': '*' },
    { 'if-none-match': '"1"' },
    { 'if-none-match': 'W/"1"' },
    { 'if-none-match': '"9", "1-br"' },
    { 'if-match': '"999"' },
    { 'if-match': 'W/"1"' },
    { 'if-match': '"1"', 'if-none-match': '*' },
    { 'if-match': '*', 'if-none-match': '"1"' },
  ] as Headers[])('%j is 412 for version 1, and changes nothing', async (headers) => {
    const { id } = await shop.product();
    const answer = await change(id, headers);
    expect([answer.status, answer.body?.code]).toEqual([412, 'version_mismatch']);
    expect((await shop.admin.get(`/products/${id}`)).headers.etag).toBe('"1"');
  });

  test.each([
    { 'if-match': '*' },
    { 'if-match': '"1"' },
    { 'if-match': '"9", "1-gzip"' },
    { 'if-none-match': '"9"' },
    { 'if-match': '"1"', 'if-none-match': 'W/"9"' },
  ] as Headers[])('%j is done', async (headers) => {
    const { id } = await shop.product();
    expect((await change(id, headers)).status).toBe(done);
  });

  test('of a product that is not there is 404, whatever is demanded of it', async () => {
    const missing = '01936b2f-0000-7000-8000-000000000000';
    for (const headers of [{ 'if-match': '"1"' }, { 'if-none-match': '*' }] as Headers[])
      expect((await change(missing, headers)).status).toBe(404);
  });
});

describe('GET', () => {
  test.each(['database', 'memory'])('with If-Match of another version is 412, out of %s', async (from) => {
    const { id } = await shop.product();
    for (const url of [`/products/${id}`, '/products?limit=2']) {
      if (from === 'memory') for (let n = 0; n < 3; n++) await shop.anyone.get(url);
      const asked = from === 'memory' ? shop.anyone : shop.admin;
      const { etag } = (await asked.get(url)).headers;
      for (const tag of ['"999"', `W/${etag}`]) {
        const answer = await asked.get(url, { 'if-match': tag });
        expect([answer.status, answer.body.code, answer.headers.etag]).toEqual([
          412,
          'version_mismatch',
          etag,
        ]);
      }
      for (const tag of ['*', etag!, `"x", ${etag}`])
        expect((await asked.get(url, { 'if-match': tag })).status).toBe(200);
      expect((await asked.get(url, { 'if-match': etag!, 'if-none-match': etag! })).status).toBe(304);
    }
  });
});
