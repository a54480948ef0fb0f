import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { forgeToken } from '../../setup/tokens.ts';
import { until } from '../../setup/wait.ts';

let shop: Shop;
let id: string;
let list: string;
beforeAll(async () => {
  shop = await openShop();
  admin = { authorization: `Bearer ${shop.admin.token}` };
  id = (await shop.product({ category: 'Wire', description: 'words '.repeat(500) })).id;
  for (let n = 0; n < 4; n++) await shop.product({ category: 'Wire' });
  list = '/products?category=Wire';
});
afterAll(() => shop.close());

const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  shop.app.inject({ method, url, headers });
/** Asks until the answer comes out of memory. */
const hit = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  until('a hit', async () => {
    const answer = await get(url, headers, method);
    return answer.headers['cache-status'] === 'holdfast; hit' && answer;
  });
const customer = {
  authorization: `Bearer ${forgeToken({ id: '01936b2f-0000-7000-8000-000000000001', role: 'CUSTOMER' })}`,
};
let admin: { authorization: string };

describe.each([
  ['a list', () => list],
  ['a product', () => `/products/${id}`],
])('%s', (_, address) => {
  let url: string;
  beforeEach(() => {
    url = address();
  });

  test('out of memory has every header of one out of the database, and the same bytes', async () => {
    const fresh = await get(url, admin);
    const cached = await hit(url);
    const differing = ['cache-status', 'cache-control', 'x-request-id', 'date'];
    for (const [name, value] of Object.entries(fresh.headers)) {
      expect(cached.headers).toHaveProperty(name);
      if (!differing.includes(name)) expect([name, cached.headers[name]]).toEqual([name, value]);
    }
    expect(Object.keys(cached.headers).toSorted()).toEqual(Object.keys(fresh.headers).toSorted());
    expect(cached.body).toBe(fresh.body);
  });

  test('out of memory carries the id of its own request, given or made', async () => {
    const ids = [await hit(url), await hit(url)].map((answer) => answer.headers['x-request-id']);
    expect(new Set(ids).size).toBe(2);
    expect((await hit(url, { 'x-request-id': 'mine-1' })).headers['x-request-id']).toBe('mine-1');
  });

  test('says what a cache on the way may do: keep it and ask, for anyone; nothing of an administrator', async () => {
    const rules = async (headers: Record<string, string>, read: typeof get) => {
      const answer = await read(url, headers);
      return [answer.headers['cache-control'], answer.headers.vary];
    };
    const vary = 'Authorization, Accept-Encoding';
    expect(await rules({}, hit)).toEqual(['public, no-cache', vary]);
    expect(await rules(customer, hit)).toEqual(['private, no-cache', vary]);
    expect(await rules(admin, get)).toEqual(['private, no-store', vary]);
    expect((await get(url, admin)).headers['cache-status']).toBe('holdfast; fwd=bypass');
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('is sent as %s to whoever wants that, under a tag of its own', async (coding, decode) => {
    const plain = await hit(url);
    const coded = await hit(url, { 'accept-encoding': coding });
    expect(coded.headers['content-encoding']).toBe(coding);
    expect(decode(coded.rawPayload).toString()).toBe(plain.body);
    expect(coded.headers['content-length']).toBe(String(coded.rawPayload.length));
    expect(coded.rawPayload.length).toBeLessThan(plain.rawPayload.length);
    expect(coded.headers.etag).toBe(`${String(plain.headers.etag).slice(0, -1)}-${coding}"`);
  });

  test.each([
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['*', 'br'],
    ['br;q=0, *;q=0.1', 'gzip'],
    ['identity', undefined],
    ['deflate', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['identity;q=0.5, gzip;q=0.1', undefined],
    ['nonsense;;;q=,', undefined],
  ])('Accept-Encoding "%s" gets %s', async (header, coding) => {
    expect((await hit(url, { 'accept-encoding': header })).headers['content-encoding']).toBe(coding);
  });

  test('is 304 for a tag of any of its codings, with that tag and no body, also out of the database', async () => {
    const tags = [
      (await hit(url)).headers.etag,
      (await hit(url, { 'accept-encoding': 'br' })).headers.etag,
    ] as string[];
    for (const tag of tags) {
      for (const read of [
        () => hit(url, { 'if-none-match': tag }),
        () => get(url, { ...admin, 'if-none-match': tag }),
      ]) {
        const answer = await read();
        expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', tag]);
        expect(answer.headers['content-length']).toBeUndefined();
        expect(answer.headers.vary).toBe('Authorization, Accept-Encoding');
      }
    }
    for (const header of ['*', `W/${tags[0]}`, `"other", ${tags[0]}`]) {
      expect((await hit(url, { 'if-none-match': header })).statusCode).toBe(304);
    }
    expect((await hit(url, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('has for HEAD the headers of GET and no body, from either place', async () => {
    const stable = ({ headers }: Awaited<ReturnType<typeof get>>) => ({
      ...headers,
      'x-request-id': '',
      date: '',
    });
    const [got, headed] = [await hit(url), await hit(url, {}, 'HEAD')];
    expect([headed.statusCode, headed.body]).toEqual([200, '']);
    expect(stable(headed)).toEqual(stable(got));
    const slow = await get(url, admin, 'HEAD');
    expect([slow.body, slow.headers['content-length']]).toEqual(['', got.headers['content-length']]);
  });

  test('out of memory is counted by /metrics like any other', async () => {
    const pattern =
      /holdfast_http_request_seconds_count\{method="GET",route="\/products[^}]*status="200"\} (\d+)/g;
    const served = async () =>
      [...(await get('/metrics')).body.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
    await hit(url);
    const before = await served();
    await hit(url);
    expect(await served()).toBeGreaterThan(before);
    expect((await get('/metrics')).body).toMatch(
      /holdfast_product_cache_answers_total\{from="memory"\} [1-9]/,
    );
  });
});

test('the tag of a compressed product is a version for If-Match', async () => {
  const product = await shop.product({ description: 'words '.repeat(500) });
  const { etag } = (await hit(`/products/${product.id}`, { 'accept-encoding': 'br' })).headers;
  const changed = await shop.admin.patch(
    `/products/${product.id}`,
    { price: 5 },
    { 'if-match': String(etag) },
  );
  expect(changed.status).toBe(200);
  const late = await shop.admin.patch(`/products/${product.id}`, { price: 6 }, { 'if-match': String(etag) });
  expect(late.status).toBe(412);
});

test('a small answer is not compressed: it would be no faster', async () => {
  const product = await shop.product();
  const answer = await hit(`/products/${product.id}`, { 'accept-encoding': 'br' });
  expect(answer.headers['content-encoding']).toBeUndefined();
});

describe('out of memory', () => {
  test('an address that is refused otherwise is refused still', async () => {
    await hit(list);
    expect((await get(list, { accept: 'text/csv' })).statusCode).toBe(406);
    expect((await get(`${list}&unknown=1`)).statusCode).toBe(400);
    expect((await shop.app.inject({ method: 'DELETE', url: list })).statusCode).toBe(405);
  });

  test('limits of requests hold', async () => {
    const limited = await openShop({ RATE_LIMIT_ENABLED: 'true' });
    try {
      const { id: own } = await limited.product();
      const ask = async () => (await limited.app.inject({ url: `/products/${own}` })).statusCode;
      const statuses = new Map<number, number>();
      // They all fall into one window, however slow this machine is.
      vi.useFakeTimers({ toFake: ['performance'] });
      for (let n = 0; n < 10_001; n++) {
        const status = await ask();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) break;
      }
      expect(statuses.get(429)).toBe(1);
    } finally {
      vi.useRealTimers();
      await limited.close();
    }
  });

  test('an answer has the CORS headers that the setting asks for', async () => {
    const open = await openShop({ CORS_ORIGINS: 'https://shop.example' });
    try {
      const { id: own } = await open.product();
      for (let n = 0; n < 4; n++) {
        const answer = await open.anyone.get(`/products/${own}`, { origin: 'https://shop.example' });
        expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example');
        expect(answer.headers.vary).toMatch(/Authorization, Accept-Encoding/);
        expect(answer.headers.vary).toMatch(/Origin/);
      }
    } finally {
      await open.close();
    }
  });
});
