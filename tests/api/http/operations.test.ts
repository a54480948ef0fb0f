import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { configFor, openDatabase, openShop, type Shop, settingsFor } from '../../setup/api.ts';
import { startApi } from '../../setup/api-process.ts';
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

describe('/metrics', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ METRICS_PORT: '0' });
  });
  afterAll(() => shop.close());
  const from = (app: FastifyInstance, remoteAddress: string, headers = {}) =>
    app.inject({ url: '/metrics', remoteAddress, headers });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.0.3'])(
    'tells %s, this machine',
    async (address) => {
      expect((await from(shop.app, address)).statusCode).toBe(200);
    },
  );

  test.each([
    ['203.0.113.9', {}],
    ['10.0.0.7', {}],
    ['::ffff:192.0.2.1', {}],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }],
    ['::1', { forwarded: 'for=203.0.113.9' }],
    ['127.0.0.1', { via: '1.1 proxy' }],
    ['203.0.113.9', { 'x-forwarded-for': '127.0.0.1' }],
  ])('is nothing that %s with %j gets to see', async (address, headers) => {
    const answer = await from(shop.app, address, headers);
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    expect(answer.body).not.toContain('holdfast_');
  });

  test('tells everybody where METRICS_PUBLIC says so, behind whatever proxy', async () => {
    const open = await buildApp(configFor(shop.url, { METRICS_PUBLIC: 'true', TRUST_PROXY: 'true' }));
    try {
      expect((await from(open, '203.0.113.9')).statusCode).toBe(200);
      expect((await from(open, '127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).statusCode).toBe(200);
    } finally {
      await open.close();
    }
  });
});

test('METRICS_PORT is a port on which the API answers /metrics and nothing else, until it ends', async () => {
  const database = await openDatabase();
  const api = await startApi(settingsFor(database.url, { METRICS_PORT: '0', LOG_LEVEL: 'info' }));
  try {
    const url = /"url":"(http[^"]*\/metrics)"/.exec(api.output())?.[1];
    const answer = await fetch(url!);
    expect(await answer.text()).toContain('holdfast_orders_total');
    expect((await fetch(url!.replace('/metrics', '/products'))).status).toBe(404);
    // A second one on the same port serves all the same, and says what is missing.
    const { port } = new URL(url!);
    const second = await startApi(settingsFor(database.url, { METRICS_PORT: port, LOG_LEVEL: 'info' }));
    expect((await second.anyone.get('/healthz')).status).toBe(200);
    expect(second.output()).toContain('METRICS_PORT is taken');
    expect(await second.stop()).toBe(0);
    expect(await api.stop()).toBe(0);
    await expect(fetch(url!)).rejects.toThrow();
  } finally {
    await api.stop();
    await database.close();
  }
});

describe('/readyz says whether an order would be taken', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ DATABASE_POOL_MAX: '2' });
  });
  afterAll(() => shop.close());
  const readiness = async () => {
    const { statusCode, body } = await shop.app.inject({ url: '/readyz' });
    return [statusCode, JSON.parse(body).status];
  };

  test('where every connection of the other requests is busy: it is ready, and orders are taken', async () => {
    const busy = await Promise.all([shop.app.pg.connect(), shop.app.pg.connect()]);
    try {
      expect(await readiness()).toEqual([200, 'ready']);
    } finally {
      for (const client of busy) client.release();
    }
  });

  test('where the database takes no writes, as a standby: it is not', async () => {
    const name = new URL(shop.url).pathname.slice(1);
    const sessions = `select pg_terminate_backend(pid) from pg_stat_activity
                       where datname = current_database() and application_name = 'holdfast-checkout'`;
    await shop.pool.query(`alter database ${name} set default_transaction_read_only = on`);
    await shop.pool.query(sessions);
    await until('it says so', async () => (await readiness())[0] === 503);
    expect(await readiness()).toEqual([503, 'unavailable']);
    await shop.pool.query(
      `begin read write; alter database ${name} reset default_transaction_read_only; commit`,
    );
    await shop.pool.query(sessions);
    await until('it is back', async () => (await readiness())[0] === 200);
  });

  test('where a migration of this release is missing: it is not', async () => {
    const { rows } = await shop.pool.query(
      'delete from mikro_orm_migrations where id = (select max(id) from mikro_orm_migrations) returning name',
    );
    await until('it says so', async () => (await readiness())[0] === 503);
    await shop.pool.query('insert into mikro_orm_migrations (name) values ($1)', [rows[0].name]);
    await until('it is back', async () => (await readiness())[0] === 200);
  });

  test('with few looks, however many ask at once or one after the other', async () => {
    const looked = vi.spyOn(pg.Client.prototype, 'query');
    const looks = () =>
      looked.mock.calls.filter(([text]) => String(text).includes('transaction_read_only')).length;
    const ROUNDS = 10;
    for (let round = 0; round < ROUNDS; round++) await Promise.all(Array.from({ length: 50 }, readiness));
    expect(looks()).toBeGreaterThan(0);
    expect(looks()).toBeLessThanOrEqual(ROUNDS);

    looked.mockClear();
    const began = performance.now();
    for (let asked = 0; asked < 200; asked++) await readiness();
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    expect(looks()).toBeLessThanOrEqual(20 * (seconds + 1));
    looked.mockRestore();
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
