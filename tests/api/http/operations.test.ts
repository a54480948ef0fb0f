import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { configFor, openShop, type Shop } from '../../setup/api.ts';
import { startProxy, type TcpProxy } from '../../setup/proxy.ts';
import { createEmptyDatabase } from '../../setup/services.ts';
import { until } from '../../setup/wait.ts';

describe('with everything there', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  test('/healthz is ok, /readyz is ready', async () => {
    expect((await shop.anyone.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await shop.anyone.get('/readyz')).body).toEqual({ status: 'ready', database: 'up', redis: 'up' });
  });

  test('/metrics is Prometheus text of which every line parses, and counts requests and orders', async () => {
    const { id } = await shop.product();
    await (await shop.buyerWith([id, 1])).post('/orders');
    await (await shop.buyer()).post('/orders');
    const answer = await shop.anyone.get('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=/);
    const label = /[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*"/;
    const sample = new RegExp(
      `^[a-zA-Z_:][\\w:]*(\\{(${label.source},?)*\\})? (NaN|[+-]?Inf|[-+.\\deE]+)( \\d+)?$`,
    );
    for (const line of answer.text.split('\n').filter((l) => l !== '' && !l.startsWith('# '))) {
      expect(line).toMatch(sample);
    }
    expect(answer.text).toMatch(/^holdfast_orders_total\{outcome="placed"\} 1$/m);
    expect(answer.text).toMatch(/^holdfast_orders_total\{outcome="cart_empty"\} 1$/m);
    expect(answer.text).toMatch(/route="\/orders"/);
  });

  test('/metrics names routes by their pattern, so that ids and rubbish do not fill it', async () => {
    const { id } = await shop.product();
    await shop.anyone.get(`/products/${id}`);
    await shop.anyone.get('/rubbish-in-the-address');
    const { text } = await shop.anyone.get('/metrics');
    expect(text).not.toContain(id);
    expect(text).not.toContain('rubbish');
  });
});

describe('with the database gone', () => {
  let wire: TcpProxy;
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    wire = await startProxy(shop.url);
  });
  afterAll(async () => {
    await shop.close();
    await wire.close();
  });

  test('it is alive and not ready, answers 503 with Retry-After, and is back by itself', async () => {
    const app = await buildApp(configFor(wire.through(shop.url)));
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    const get = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${buyer.token}` } });
    const order = () =>
      app.inject({ method: 'POST', url: '/orders', headers: { authorization: `Bearer ${buyer.token}` } });
    try {
      expect((await get('/readyz')).statusCode).toBe(200);
      wire.cut();
      expect((await get('/healthz')).statusCode).toBe(200);
      const readiness = await get('/readyz');
      expect([readiness.statusCode, readiness.json()]).toEqual([
        503,
        { status: 'unavailable', database: 'down', redis: 'up' },
      ]);
      for (const answer of [await get('/cart'), await get('/me'), await get('/orders'), await order()]) {
        expect([answer.statusCode, answer.json().code]).toEqual([503, 'unavailable']);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(answer.body).not.toMatch(/ECONN|postgres|127\.0/i);
      }
      wire.restore();
      await until('it is back', async () => (await get('/readyz')).statusCode === 200);
      expect((await order()).statusCode).toBe(201);
    } finally {
      await app.close();
    }
  });
});

test('an API refuses to start on a database that lacks migrations, and says what to do', async () => {
  const database = await createEmptyDatabase();
  try {
    await expect(buildApp(configFor(database.url))).rejects.toThrow(/npm run migrate/);
  } finally {
    await database.drop();
  }
});
