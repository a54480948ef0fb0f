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

const troubles = [
  {
    trouble: 'that hangs (SIGSTOP)',
    begin: async () => void redis.child.kill('SIGSTOP'),
    end: async () => void redis.child.kill('SIGCONT'),
  },
  {
    trouble: 'that is full (noeviction)',
    begin: () => configure('maxmemory', '1'),
    end: () => configure('maxmemory', '0'),
  },
  {
    trouble: 'that is killed and comes back empty',
    begin: async () => {
      redis.child.kill('SIGKILL');
      await redis.ended;
      rmSync(join(folder.dataDir, 'redis', 'appendonlydir'), { recursive: true });
    },
    end: async () => {
      redis = await start();
    },
  },
];

const readiness = async () => (await shop.api.anyone.get('/readyz')).body;

describe.each(troubles)('a Redis $trouble', ({ begin, end }) => {
  const owed: string[] = [];

  // All of it is answered while the trouble lasts: nothing waits for its end.
  test('keeps nobody from ordering, reading and logging in', async () => {
    owed.push(await shop.order(product));
    await shop.delivered(owed);
    await begin();
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
    await end();
    await shop.delivered(owed);
    await until('ready again', async () => (await readiness()).status === 'ready');
    expect([shop.api.child.exitCode, shop.worker.child.exitCode]).toEqual([null, null]);
    await expectSoundBooks(database.pool);
  });
});
