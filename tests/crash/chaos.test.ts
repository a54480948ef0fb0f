import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos/run.ts';
import { dataFolder } from '../local/folder.ts';
import { openDatabase } from '../setup/api.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { count } from '../setup/records.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npm run bench:chaos` in small; the worker of the preload gives up a dead one's jobs after a second. */
test('200 orders while worker, Redis and mail server are killed, FLUSHALL included, and a tenth of them is cancelled, shipped or sent back: 226 mails recorded and handed over', async () => {
  const database = await openDatabase();
  const { dataDir } = dataFolder();
  const orders = 200;
  // A tenth is cancelled, shipped, or shipped and sent back, in turn: 7 and 7 and twice 6 mails.
  const mails = orders + 26;
  const figures = await runChaos({
    dist: new URL('../../dist/', import.meta.url),
    databaseUrl: database.url,
    pool: database.pool,
    dataDir,
    packages: here('../../.data/redis/packages'),
    orders,
    customers: 8,
    placeWithinMs: 5_000,
    redisComesBack: 'empty',
    killApis: false,
    flushAll: true,
    monkey: { seed: 20_261_122, pauseMs: [100, 400], awayMs: [100, 400], rounds: 1 },
    // What was published in the very moment of the FLUSHALL, and noted after it, is looked at again after a minute.
    patienceMs: 100_000,
    workerArguments: ['--import', here('./preload.ts')],
  });
  expect(figures).toMatchObject({
    kills: { worker: 1, Redis: 1, 'mail server': 1, FLUSHALL: 1 },
    acknowledged: orders,
    orders,
    owed: mails,
    recorded: mails,
    different: mails,
    unsettled: 0,
    missing: 0,
    drift: 0,
    contradicted: 0,
  });
  expect(await count(database.pool, 'orders')).toBe(orders);
  await expectSoundBooks(database.pool);
  await database.close();
}, 300_000);
