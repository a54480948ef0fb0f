import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRequestCounter } from '../../../src/api/plugins/request-counter.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { keyWith } from '../../setup/staff.ts';

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

  test('remembers so many keys and no more: a flood makes it forget those that came first', () => {
    const counter = createRequestCounter({ requests: 3, windowMs: 10_000 }, 10);
    for (let n = 1; n <= 10; n++) takes(counter, `${n}`, 4);
    expect(counter.take('flood')).toBe(0);
    expect([counter.take('1'), counter.take('3')]).toEqual([0, 10_000]);
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

  test('stops one API key after 1,000 requests in 10 s, and no other', async () => {
    const [one, other] = [await keyWith(shop, 'orders:read'), await keyWith(shop, 'orders:read')];
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const first = await one.get('/orders');
      expect(first.headers['ratelimit-policy']).toContain('"key";q=1000;w=10');
      expect(first.headers.ratelimit).toContain('"key";r=999;t=10');
      for (let n = 1; n < 1_000; n++) expect((await one.get('/healthz')).status).toBe(200);
      expect((await one.get('/orders')).status).toBe(429);
      // Where anyone may read, it is no better.
      expect((await one.get('/healthz')).status).toBe(429);
      expect((await other.get('/orders')).status).toBe(200);
      vi.advanceTimersByTime(10_000);
      expect((await one.get('/orders')).status).toBe(200);
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

  test('stops new guests of one address after 60 in a minute and 300 in an hour, and of no other', async () => {
    const come = async (address: string) => {
      const answer = await shop.anyone.post('/guests', undefined, { 'x-forwarded-for': address });
      return [answer.status, answer.headers.ratelimit?.match(/route[\w-]*";r=\d+/g)] as const;
    };
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      for (let minute = 0; minute < 5; minute++) {
        for (let n = 0; n < 60; n++) expect((await come('192.0.2.40'))[0]).toBe(201);
        expect(await come('192.0.2.40')).toEqual([429, ['route";r=0']]);
        vi.advanceTimersByTime(60_000);
      }
      expect(await come('192.0.2.40')).toEqual([429, ['route";r=59', 'route-hour";r=0']]);
      expect(await come('192.0.2.41')).toEqual([201, ['route";r=59', 'route-hour";r=299']]);
      vi.advanceTimersByTime(55 * 60_000);
      expect((await come('192.0.2.40'))[0]).toBe(201);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is told in every answer: the policy, and what is left of it for this address', async () => {
    const from = (address: string, url = '/healthz') =>
      shop.app.inject({ url, headers: { 'x-forwarded-for': address } });
    const told = async (address: string, url?: string) => (await from(address, url)).headers;
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      expect(await told('203.0.113.1')).toMatchObject({
        'ratelimit-policy': '"address";q=10000;w=10',
        ratelimit: '"address";r=9999;t=10',
      });
      vi.advanceTimersByTime(3_500);
      // What is not there, and what is answered from memory with a head that was made once.
      expect((await told('203.0.113.1', '/nowhere')).ratelimit).toBe('"address";r=9998;t=7');
      for (let left = 9_997; left > 9_993; left--) {
        expect((await told('203.0.113.1', '/products')).ratelimit).toBe(`"address";r=${left};t=7`);
        expect((await told('203.0.113.2', '/products')).ratelimit).toMatch(/^"address";r=\d+;t=10$/);
      }
      const last = (await from('203.0.113.1', '/products')).headers;
      expect([last['cache-status'], last['ratelimit-policy']]).toEqual([
        'holdfast; hit',
        '"address";q=10000;w=10',
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('names each limit that counts the request: of the route, and of the account', async () => {
    const login = await shop.anyone.post('/token/refresh', { refreshToken: 'x' });
    expect(login.headers['ratelimit-policy']).toBe('"address";q=10000;w=10, "route";q=600;w=60');
    expect(login.headers.ratelimit).toMatch(/^"address";r=\d+;t=\d+, "route";r=599;t=60$/);
    const order = await (await shop.buyer()).post('/orders');
    expect(order.headers['ratelimit-policy']).toBe('"address";q=10000;w=10, "account";q=600;w=600');
    expect(order.headers.ratelimit).toMatch(/, "account";r=599;t=600$/);
  });
});

test('a shop without limits tells none', async () => {
  const open = await openShop();
  try {
    for (let n = 0; n < 3; n++) {
      const { headers } = await open.anyone.get('/products');
      expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
    }
  } finally {
    await open.close();
  }
});
