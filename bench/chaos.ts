import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataDir } from '../src/local/data-dir.ts';
import { oneKeyRounds } from './chaos/one-key.ts';
import { type ChaosFigures, runChaos } from './chaos/run.ts';
import { fillShop } from './setup/fill.ts';
import { type BenchShop, openShop } from './setup/shop.ts';

const ROUNDS = 200;
const REQUESTS = 50;

const ORDERS = 10_000;
const CUSTOMERS = 32;
/** Time in which the orders are placed, for each, and orders for each round of kills. */
const ORDER_MS = 6;
const ORDERS_A_ROUND = 3_300;
const MONKEY = { pauseMs: [300, 2_000], awayMs: [200, 2_500] } as const;
/** A worker's jobs are taken over after 20 s, and what a queue lost unnoticed is published again after 60 s. */
const PATIENCE_MS = 180_000;

const variants = [
  { name: 'Redis as npm start runs it', redisComesBack: 'full', flushAll: false },
  { name: 'Redis comes back empty', redisComesBack: 'empty', flushAll: false },
  { name: 'FLUSHALL in the middle', redisComesBack: 'full', flushAll: true },
] as const;

const [seed = Date.now() % 1_000_000, orders = ORDERS] = process.argv.slice(2).map(Number).filter(Boolean);

const shop = await openShop();
try {
  await fillShop(shop.pool, ROUNDS, 1);
  const apis = [await shop.startApi(), await shop.startApi()];
  const urls = apis.map((api) => api.url);
  const { rounds, oneOrder, equalAnswers } = await oneKeyRounds(urls, shop.pool, ROUNDS, REQUESTS);
  await Promise.all(apis.map((api) => api.stop()));
  console.log(`one key, ${REQUESTS} requests at once over two processes, ${rounds} rounds:`);
  console.log(`  one order in ${oneOrder}, equal answers in ${equalAnswers}`);

  console.log(`\n${orders} orders, seed ${seed} (npm run bench:chaos -- ${seed} ${orders})`);
  for (const [n, variant] of variants.entries()) await run(shop, n, variant);
} finally {
  await shop.close();
}

async function run(on: BenchShop, n: number, variant: (typeof variants)[number]): Promise<void> {
  const { databaseUrl, pool } = await on.anotherDatabase(`chaos_${n}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'));
  prepareDataDir(dataDir);
  try {
    const figures = await runChaos({
      dist: new URL('../', import.meta.url),
      databaseUrl,
      pool,
      dataDir,
      orders,
      customers: CUSTOMERS,
      placeWithinMs: orders * ORDER_MS,
      redisComesBack: variant.redisComesBack,
      killApis: true,
      flushAll: variant.flushAll,
      monkey: { ...MONKEY, seed: seed + n, rounds: Math.max(1, Math.floor(orders / ORDERS_A_ROUND)) },
      patienceMs: PATIENCE_MS,
    });
    show(variant.name, figures);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function show(name: string, f: ChaosFigures): void {
  const kills = Object.entries(f.kills).map(([victim, times]) => `${times} x ${victim}`);
  const twice = f.handedOver - f.different;
  console.log(`\n${name}: ${kills.join(', ')}; ${f.seconds.toFixed(0)} s`);
  for (const [what, value] of [
    ['orders acknowledged, and in the database', `${f.acknowledged}, ${f.orders}`],
    ['requests that had to be repeated', f.repeated],
    ['mails owed, and recorded as handed over', `${f.owed}, ${f.recorded}`],
    ['still owed', f.unsettled],
    ['recorded, and never taken by the mail server', f.missing],
    ['different mails taken by the mail server', f.different],
    ['taken twice', `${twice} (${((twice / f.different) * 100).toFixed(2)} %)`],
    ['mails that took more than one attempt', f.retried],
    ['products whose stock is not their ledger', f.drift],
    ['orders that their records contradict', f.contradicted],
  ])
    console.log(`  ${String(what).padEnd(46)} ${value}`);
}
