import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRequestCounter } from '../../../src/api/plugins/request-counter.ts';
import { openShop, type Shop } from '../../setup/api.ts';

describe('a counter of 3 requests in 10 s', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const takes = (counter: ReturnType<typeof createRequestCounter>, key: string, times: number) =>
    Array.from({ length: times }, () => counter.take(key));

  test('lets 3 pass and says how long the rest has to wait', () => {
    const counter = createRequestCounter({ requests: 3, windowMs: 10_000 });
    expect(takes(counter, 'a', 3)).toEqual([0, 0, 0]);
    vi.advanceTimersByTime(4_000);
    expect(takes(counter, 'a', 2)).toEqual([6_000, 6_000]);
  });

  test('counts keys apart, and each anew when its window is over', () => {
    const counter = createRequestCounter({ requests: 3, windowMs: 10_000 });
    takes(counter, 'a', 4);
    vi.advanceTimersByTime(9_000);
    expect(counter.take('b')).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(takes(counter, 'a', 4)).toEqual([0, 0, 0, 10_000]);
    expect(takes(counter, 'b', 3)).toEqual([0, 0, 9_000]);
  });
});

describe('the general limit', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true' });
  });
  afterAll(() => shop.close());

  test('stops one address after 10,000 requests in 10 s with 429 and Retry-After, and no other', async () => {
    const from = (address: string) =>
      shop.app.inject({ url: '/healthz', headers: { 'x-forwarded-for': address } });
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      for (let n = 0; n < 10_000; n++) expect((await from('192.0.2.7')).statusCode).toBe(200);
      const stopped = await from('192.0.2.7');
      expect([stopped.statusCode, stopped.json().code]).toEqual([429, 'rate_limited']);
      expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
      expect((await from('192.0.2.8')).statusCode).toBe(200);
      vi.advanceTimersByTime(10_000);
      expect((await from('192.0.2.7')).statusCode).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['an Accept that leaves out JSON', { url: '/products', headers: { accept: 'image/png' } }, 406],
    ['an address that cannot be decoded', { url: '/products/%zz', headers: {} }, 400],
    ['an address that is nothing', { url: '/nowhere', headers: {} }, 404],
    ['a token that is none', { url: '/me', headers: { authorization: 'Bearer x' } }, 401],
  ])('counts what is refused: %s', async (name, { url, headers }, status) => {
    const address = `198.51.100.${name.length}`;
    const ask = () => shop.app.inject({ url, headers: { ...headers }, remoteAddress: address });
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      for (let n = 0; n < 9_999; n++) {
        await shop.app.inject({ url: '/healthz', remoteAddress: address });
      }
      expect((await ask()).statusCode).toBe(status);
      expect((await ask()).statusCode).toBe(429);
    } finally {
      vi.useRealTimers();
    }
  });

  test('counts preflights and other OPTIONS, and a page may read why one is refused', async () => {
    const front = await openShop({ RATE_LIMIT_ENABLED: 'true', CORS_ORIGINS: 'https://front.example' });
    const origin = 'https://front.example';
    const options = (more: object) =>
      front.app.inject({ method: 'OPTIONS', url: '/orders', headers: { origin, ...more } });
    const preflight = { 'access-control-request-method': 'POST' };
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      for (let n = 0; n < 5_000; n++) {
        expect((await options(preflight)).statusCode).toBe(204);
        expect((await options({})).statusCode).toBe(204);
      }
      for (const more of [preflight, {}]) {
        const { statusCode, headers } = await options(more);
        expect([statusCode, headers['access-control-allow-origin']]).toEqual([429, origin]);
      }
    } finally {
      vi.useRealTimers();
      await front.close();
    }
  });

  test('stops one account after 600 orders in ten minutes, and no other', async () => {
    const [ada, bob] = [await shop.buyer(), await shop.buyer()];
    const order = async (who: typeof ada, n: number) =>
      (await who.post('/orders', undefined, { 'x-forwarded-for': `192.0.2.${n % 200}` })).status;
    for (let n = 0; n < 600; n++) expect(await order(ada, n)).toBe(422);
    expect(await order(ada, 600)).toBe(429);
    expect(await order(bob, 600)).toBe(422);
  });
});
