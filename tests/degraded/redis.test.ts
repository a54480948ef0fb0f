import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { type PrivateRedis, startRedis } from '../../src/local/redis.ts';
import { temporaryFolder } from '../local/folder.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { count } from '../setup/records.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from '../workers/mail-server.ts';
import { type RunningShop, startShop } from './shop.ts';

const packages = fileURLToPath(new URL('../../.data/redis/packages', import.meta.url));
const customer = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };

const folder = temporaryFolder();
let redis: PrivateRedis;
let database: Database;
let mailServer: MailServer;
let shop: RunningShop;
let product: string;

beforeAll(async () => {
  [database, mailServer, redis] = await Promise.all([openDatabase(), startMailServer(), start()]);
  shop = await startShop(database, mailServer, redis.url);
  product = (await database.product({ stock: 1_000 })).id;
  expect((await shop.api.anyone.post('/register', customer)).status).toBe(201);
});
afterAll(async () => {
  await shop?.stop();
  redis?.child.kill('SIGCONT');
  await redis?.stop(2_000);
  await mailServer.close();
  await database.close();
  folder.remove();
});

async function start(): Promise<PrivateRedis> {
  const records = new ProcessRecords(folder.dataDir);
  const started = await startRedis({ dataDir: folder.dataDir, records, packages });
  if (started.redis === null) throw new Error(started.reason);
  return started.redis;
}

async function configure(...setting: [string, string]): Promise<void> {
  const client = new Redis(redis.url);
  await client.config('SET', ...setting);
  client.disconnect();
}

interface Trouble {
  trouble: string;
  /** @returns orders that were placed on the way into it */
  begin(): Promise<string[]>;
  end(): Promise<void>;
}

const troubles: Trouble[] = [
  {
    trouble: 'that hangs (SIGSTOP)',
    begin: async () => {
      redis.child.kill('SIGSTOP');
      return [];
    },
    end: async () => void redis.child.kill('SIGCONT'),
  },
  {
    trouble: 'that is full (noeviction)',
    begin: async () => {
      await configure('maxmemory', '1');
      return [];
    },
    end: () => configure('maxmemory', '0'),
  },
  {
    trouble: 'that is killed and comes back empty',
    begin: async () => {
      // Its job is in Redis, untouched, when Redis loses everything: nobody else knows that it was published.
      shop.worker.child.kill('SIGSTOP');
      const order = await shop.order(product);
      await until('published', () => isPublished(order));
      redis.child.kill('SIGKILL');
      await redis.ended;
      rmSync(join(folder.dataDir, 'redis', 'appendonlydir'), { recursive: true });
      shop.worker.child.kill('SIGCONT');
      return [order];
    },
    end: async () => {
      redis = await start();
    },
  },
];

async function isPublished(orderId: string): Promise<boolean> {
  const where = `payload->>'orderId' = $1 and published_at is not null and settled_at is null`;
  return (await count(database.pool, 'outbox_messages', where, [orderId])) === 1;
}

const readiness = async () => (await shop.api.anyone.get('/readyz')).body;

describe.each(troubles)('a Redis $trouble', ({ begin, end }) => {
  const owed: string[] = [];
  let saidBefore = 0;

  // All of it is answered while the trouble lasts: nothing waits for its end.
  test('keeps nobody from ordering, reading and logging in', async () => {
    owed.push(await shop.order(product));
    await shop.delivered(owed);
    saidBefore = shop.worker.output().length;
    owed.push(...(await begin()));
    for (let n = 0; n < 5; n++) owed.push(await shop.order(product));
    const { anyone } = shop.api;
    expect((await anyone.get(`/products/${product}`)).status).toBe(200);
    expect((await anyone.get('/products')).status).toBe(200);
    const login = await anyone.post('/login', { email: customer.email, password: customer.password });
    expect(login.status).toBe(200);
    const wrong = await anyone.post('/login', { email: customer.email, password: 'wrong' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    const own = { authorization: `Bearer ${login.body.accessToken}` };
    expect((await anyone.get('/cart', own)).status).toBe(200);
    expect((await anyone.get('/orders', own)).status).toBe(200);
  });

  test('is what /readyz tells of, while the API stays in service', async () => {
    const answer = await shop.api.anyone.get('/readyz');
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { status: 'degraded', database: 'up', redis: 'down' },
    ]);
  });

  test('delays what is owed, and loses nothing of it', async () => {
    // The relay has met the trouble, and not only heard of it.
    const said = () => shop.worker.output().slice(saidBefore);
    await until('the relay waits', () => said().includes('the outbox relay waits'));
    await end();
    await shop.delivered(owed);
    await until('ready again', async () => (await readiness()).status === 'ready');
    expect([shop.api.child.exitCode, shop.worker.child.exitCode]).toEqual([null, null]);
    await expectSoundBooks(database.pool);
  });
});
