import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { contractOf } from '../api/released/contract-of.ts';
import { settingsFor } from '../setup/api.ts';
import { type ApiProcess, startApi } from '../setup/api-process.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../setup/books.ts';
import { type Answer, type Caller, callerOf, sendTo } from '../setup/caller.ts';
import { startEntry } from '../setup/entry-process.ts';
import { type BuiltRelease, buildLastRelease, lastRelease } from '../setup/last-release.ts';
import { insertProduct, type ProductRecord } from '../setup/records.ts';
import { runNode } from '../setup/run-node.ts';
import { createEmptyDatabase, emptyRedis, type TestDatabase } from '../setup/services.ts';
import { tally } from '../setup/two-apis.ts';

const password = 'correct horse battery';

/** What a deploy is, step by step: each test goes on where the one before ended. */
describe.skipIf('missing' in lastRelease)('while the last release is replaced by this one', () => {
  let release: BuiltRelease;
  let database: TestDatabase;
  let pool: Pool;
  let products: ProductRecord[];
  let old: ApiProcess;
  let next: ApiProcess;
  const started: ApiProcess[] = [];
  beforeAll(async () => {
    [release, database] = await Promise.all([buildLastRelease(), createEmptyDatabase(), emptyRedis()]);
    pool = createPool(database.url, { applicationName: 'test', max: 4 });
  });
  afterAll(async () => {
    await Promise.all(started.map((api) => api.stop()));
    await pool?.end();
    await database?.drop();
    release?.remove();
  });

  const start = async (entry?: string) => {
    const api = await startApi(settingsFor(database.url), [], entry);
    started.push(api);
    return api;
  };

  /** Somebody with an account, at either release. */
  interface Customer {
    atOld: Caller;
    atNew: Caller;
  }
  async function register(api: ApiProcess, name: string): Promise<string> {
    const account = { email: `${name}@example.org`, password };
    const made = await api.anyone.post('/register', { ...account, name });
    expect([made.status, made.text]).toEqual([201, made.text]);
    return (await logIn(api, name)).token;
  }
  async function logIn(api: ApiProcess, name: string): Promise<{ token: string }> {
    const { status, body } = await api.anyone.post('/login', { email: `${name}@example.org`, password });
    expect([status, body.code]).toEqual([200, undefined]);
    return { token: body.accessToken };
  }
  const at = (api: ApiProcess, token: string): Caller => callerOf(sendTo(api.url), '', token);
  const both = (token: string): Customer => ({ atOld: at(old, token), atNew: at(next, token) });
  const add = (who: Caller, product: ProductRecord, quantity = 1) =>
    who.post('/cart/items', { productId: product.id, quantity });
  const statusOf = (answer: Answer) => answer.status;

  let ada: string;
  test('a shop of the last release has customers, carts and orders', async () => {
    const migrated = await runNode([release.entryOf('migrate')], {
      DATABASE_URL: database.url,
    });
    expect([migrated.code, migrated.err]).toEqual([0, '']);
    products = await Promise.all([insertProduct(pool), insertProduct(pool), insertProduct(pool)]);
    old = await start(release.entryOf('start:api'));
    ada = await register(old, 'ada');
    expect((await add(at(old, ada), products[0]!, 2)).status).toBe(201);
    expect((await at(old, ada).post('/orders')).status).toBe(201);
    expect((await add(at(old, ada), products[1]!, 3)).status).toBe(201);
  });

  test('says of its API what this release is held against', async () => {
    const { body } = await old.anyone.get('/docs/json');
    const contract = `${JSON.stringify(contractOf(body), null, 1)}\n`;
    // Where another commit is the last release: npm test -- tests/database/last-release.test.ts --update
    await expect(contract).toMatchFileSnapshot('../api/released/openapi.json');
  });

  test('this release does not begin to serve before the database is migrated', async () => {
    const { migrations } = await import('../../src/entities/migrations/index.ts');
    const { rows } = await pool.query('select count(*)::int as applied from mikro_orm_migrations');
    if (rows[0].applied === migrations.length) return;
    const early = startEntry('bin/api.js', settingsFor(database.url));
    await expect(early.ready).rejects.toThrow(/lacks \d+ migration.*npm run migrate/);
    await early.exited;
  });

  test('the last release serves on through the migration and after it', async () => {
    let isMigrated = false;
    const migrating = migrateToHead(database.url).finally(() => {
      isMigrated = true;
    });
    const shopping = Array.from({ length: 4 }, async (_, n) => {
      const buyer = at(old, await register(old, `buyer${n}`));
      const statuses: number[] = [];
      do {
        statuses.push(statusOf(await add(buyer, products[2]!)));
        statuses.push(statusOf(await buyer.post('/orders')));
      } while (!isMigrated);
      return statuses;
    });
    expect(Object.keys(tally((await Promise.all(shopping)).flat()))).toEqual(['201']);
    await migrating;

    const bob = await register(old, 'bob');
    const buyer = at(old, bob);
    expect((await add(buyer, products[0]!)).status).toBe(201);
    expect((await buyer.put('/cart', { items: [{ productId: products[1]!.id, quantity: 2 }] })).status).toBe(
      200,
    );
    const { items } = (await buyer.get('/cart')).body;
    expect((await buyer.patch(`/cart/items/${items[0].id}`, { quantity: 1 })).status).toBe(200);
    const order = await buyer.post('/orders');
    expect([order.status, order.body.total]).toEqual([201, products[1]!.price]);
    expect((await buyer.get(`/orders/${order.body.id}`)).body).toEqual(order.body);
    expect((await buyer.get('/orders')).body.items).toHaveLength(1);
    expect((await old.anyone.get('/products')).status).toBe(200);
    expect((await old.anyone.get('/readyz')).status).toBe(200);
    await expectSoundBooks(pool);
  });

  test('both serve one customer on one cart, and each what the other wrote', async () => {
    next = await start();
    expect((await next.anyone.get('/readyz')).status).toBe(200);
    const { token } = await logIn(next, 'ada');
    const { atOld, atNew } = both(token);
    expect((await add(atOld, products[0]!, 2)).status).toBe(201);
    // Three of it the last release put there before the migration.
    expect((await add(atNew, products[1]!, 2)).status).toBe(201);
    const cart = (await atNew.get('/cart')).body;
    expect(cart.items.map((item: { quantity: number }) => item.quantity)).toEqual([5, 2]);
    expect(cart).toMatchObject((await atOld.get('/cart')).body);

    const key = { 'idempotency-key': 'a-deploy' };
    const order = await atOld.post('/orders', undefined, key);
    expect(order.status).toBe(201);
    const replayed = await atNew.post('/orders', undefined, key);
    expect([replayed.status, replayed.text]).toEqual([201, order.text]);
    expect((await atNew.get(`/orders/${order.body.id}`)).body).toMatchObject(order.body);

    await add(atOld, products[0]!);
    const newer = await atNew.post('/orders');
    expect(newer.status).toBe(201);
    expect(newer.body).toMatchObject((await atOld.get(`/orders/${newer.body.id}`)).body);
    expect((await atNew.get('/orders')).body.items.slice(0, 2)).toMatchObject(
      (await atOld.get('/orders')).body.items.slice(0, 2),
    );
  });

  test('what comes to both at once adds up: additions to one cart, and orders of it', async () => {
    const { atOld, atNew } = both(await register(next, 'cai'));
    const everywhere = (n: number) => (n % 2 === 0 ? atOld : atNew);
    const added = await Promise.all(
      Array.from({ length: 16 }, (_, n) => add(everywhere(n), products[n % 4 < 2 ? 0 : 1]!)),
    );
    expect(tally(added.map(statusOf))).toEqual({ 201: 16 });
    const { items } = (await atNew.get('/cart')).body;
    expect(items.map((item: { quantity: number }) => item.quantity)).toEqual([8, 8]);

    const ordered = await Promise.all(Array.from({ length: 6 }, (_, n) => everywhere(n).post('/orders')));
    expect(tally(ordered.map(statusOf))).toEqual({ 201: 1, 422: 5 });

    const mixed = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const who = everywhere(n);
        const [first, ...others] = n % 3 === 0 ? products : products.toReversed();
        if (n % 5 < 2) return add(who, first!);
        if (n % 5 === 2) return who.post('/orders');
        if (n % 5 === 3) return who.delete('/cart');
        return who.put('/cart', { items: others.map(({ id }) => ({ productId: id, quantity: 1 })) });
      }),
    );
    expect(mixed.filter(({ status }) => status >= 500)).toEqual([]);
    await expectSoundBooks(pool);
    await expectNoDeadlocks(pool);
  });
});
