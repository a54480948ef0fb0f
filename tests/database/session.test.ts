import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { configFor, type Database, openDatabase } from '../setup/api.ts';
import { callerOf, sendInto } from '../setup/caller.ts';
import { doors, everywhere } from '../setup/doors.ts';
import { responseCheck } from '../setup/openapi.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';

const nameOf = (url: string) => new URL(url).pathname.slice(1);

describe('a database that writes dates, intervals and bytes its own way', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase();
    for (const setting of [
      "datestyle to 'German'",
      "intervalstyle to 'sql_standard'",
      "bytea_output to 'escape'",
      "timezone to 'Asia/Kathmandu'",
      'standard_conforming_strings to off',
      'statement_timeout to 60000',
    ]) {
      await database.pool.query(`alter database "${nameOf(database.url)}" set ${setting}`);
    }
  });
  afterAll(() => database.close());

  test('is read aright at every door, also under other wishes of the URL', async () => {
    const texts = `select timestamptz '2026-11-05 12:00:00Z'::text like '2026-11-05%' as iso,
                          interval '26 hours'::text as hours, '\\x01'::bytea::text as bytes, length('\\n') as signs`;
    const same = [{ iso: true, hours: '26:00:00', bytes: '\\x01', signs: 2 }];
    for (const query of ['', `?options=${encodeURIComponent('-c datestyle=SQL,DMY')}`]) {
      const answers = await everywhere(`${database.url}${query}`, texts);
      expect(answers).toEqual(answers.map(() => same));
    }
  });

  test('serves logins, products and orders with their times', async () => {
    const app = await buildApp(configFor(database.url));
    await app.ready();
    try {
      const send = sendInto(app, responseCheck(app.swagger()));
      const anyone = callerOf(send);
      const account = { email: 'dora@example.com', password: 'dora-password', name: 'Dora' };
      expect((await anyone.post('/register', account)).status).toBe(201);
      const { email, password } = account;
      const login = await anyone.post('/login', { email, password });
      expect([login.status, login.text]).toEqual([200, expect.stringContaining('accessToken')]);
      const refreshed = await anyone.post('/token/refresh', { refreshToken: login.body.refreshToken });
      expect(refreshed.status).toBe(200);
      const dora = callerOf(send, '', refreshed.body.accessToken);
      const product = await database.product();
      await dora.put('/cart', { items: [{ productId: product.id, quantity: 1 }] });
      const order = await dora.post('/orders');
      expect(order.status).toBe(201);
      const today = new Date().toISOString().slice(0, 10);
      const listed = await dora.get('/orders');
      expect([order.body.createdAt.slice(0, 8), listed.body.items[0].createdAt.slice(0, 8)]).toEqual([
        today.slice(0, 8),
        today.slice(0, 8),
      ]);
      expect((await anyone.get(`/products/${product.id}`)).body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    } finally {
      await app.close();
    }
  });
});

describe('options= of the URL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  test('hold at every door beside the settings of our own', async () => {
    const url = `${database.url}?options=${encodeURIComponent('-c work_mem=5MB -c enable_seqscan=on')}`;
    const answers = await everywhere(
      url,
      `select current_setting('work_mem') as mem, current_setting('enable_seqscan') as scan`,
    );
    expect(answers.map((rows) => rows[0]?.mem)).toEqual(answers.map(() => '5MB'));
    // The ORM, the checkouts and the operators' pages look rows up by an index, whatever the URL says.
    expect(answers.map((rows) => rows[0]?.scan)).toEqual(['off', 'off', 'on', 'off', 'on']);
  });

  test('application_name= names every session', async () => {
    const url = `${database.url}?application_name=my-shop`;
    const answers = await everywhere(url, `select current_setting('application_name') as name`);
    expect(answers).toEqual(answers.map(() => [{ name: 'my-shop' }]));
  });

  test('with a search_path, the whole shop lives in that schema, with its jobs on PostgreSQL', async () => {
    const url = `${database.url}?options=${encodeURIComponent('-c search_path=shop')}`;
    await expect(migrateToHead(url)).rejects.toThrow(/no schema has been selected to create in/);
    await doors.client?.(database.url, 'create schema shop');
    await migrateToHead(url);
    expect(await migrateToHead(url)).toEqual({ applied: [] });
    const [tables] = await everywhere(
      url,
      `select distinct schemaname::text as schema from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables?.map(({ schema }) => schema).sort()).toEqual(['bullmq', 'shop']);
    const app = await buildApp(configFor(url, { REDIS_URL: '' }));
    await app.ready();
    try {
      const send = sendInto(app, responseCheck(app.swagger()));
      const account = { email: 'dora@example.com', password: 'dora-password', name: 'Dora' };
      expect((await callerOf(send).post('/register', account)).status).toBe(201);
      const { email, password } = account;
      const { body } = await callerOf(send).post('/login', { email, password });
      const answer = await callerOf(send, '', body.accessToken).post('/orders');
      expect([answer.status, answer.body.code]).toEqual([422, 'cart_empty']);
      expect((await callerOf(send).get('/products?q=mug')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
