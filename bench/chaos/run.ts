import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { findOrderDrift } from '../../src/order-life/find-order-drift.ts';
import { findDrift } from '../../src/stock/find-drift.ts';
import { JWT_SECRET } from '../setup/shop.ts';
import { fillChaosShop, type Placed, placeOrders } from './customers.ts';
import { type MonkeySettings, runMonkey } from './monkey.ts';
import { forkVictim, redisVictim, type Victim } from './victims.ts';

export interface ChaosOptions {
  /** Where the compiled code is. */
  dist: URL;
  databaseUrl: string;
  pool: Pool;
  /** An empty folder for Redis and the mail server. */
  dataDir: string;
  /** Where a Redis is unpacked, if not below `dataDir`. */
  packages?: string;
  orders: number;
  customers: number;
  /** The orders are placed evenly over this time. */
  placeWithinMs: number;
  redisComesBack: 'full' | 'empty';
  /** Two API processes that are killed, too, instead of one that lives. */
  killApis: boolean;
  /** FLUSHALL is one of the things that happen. */
  flushAll: boolean;
  monkey: MonkeySettings;
  /** How long the mails may take after the last kill and the last order. */
  patienceMs: number;
  /** For the worker, such as a module to load first. */
  workerArguments?: readonly string[];
}

export interface ChaosFigures {
  kills: Record<string, number>;
  acknowledged: number;
  /** That are owed for the orders, and for what happened to a tenth of them later. */
  owed: number;
  repeated: number;
  /** In the database. */
  orders: number;
  recorded: number;
  unsettled: number;
  /** Mails that were begun more than once. */
  retried: number;
  /** What the mail server took, and how many different mails that were. */
  handedOver: number;
  different: number;
  /** Recorded as handed over, and the mail server never took it. */
  missing: number;
  /** Products whose stock is not their ledger, and orders that their records contradict. */
  drift: number;
  contradicted: number;
  seconds: number;
}

const ENTRIES = {
  api: 'src/bin/api.js',
  worker: 'src/bin/worker.js',
  sink: 'bench/chaos/mail-sink.js',
};

/** Places orders while everything around the database is killed, waits for what they owe, and counts. */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const { pool, dataDir, dist } = options;
  await fillChaosShop(pool, options.customers);
  const mails = join(dataDir, 'mails');
  const running: Victim[] = [];
  const add = <V extends Victim>(victim: V): V => {
    running.push(victim);
    return victim;
  };
  try {
    const redis = add(await redisVictim(dataDir, options.redisComesBack, options.packages));
    const sink = add(await forkVictim('mail server', new URL(ENTRIES.sink, dist), { MAILS: mails }));
    const env = {
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: redis.url,
      SMTP_URL: sink.url,
      JWT_SECRET,
      RATE_LIMIT_ENABLED: 'false',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
    };
    const api = () => forkVictim('API', new URL(ENTRIES.api, dist), env);
    const apis = options.killApis ? [add(await api()), add(await api())] : [add(await api())];
    const worker = new URL(ENTRIES.worker, dist);
    add(await forkVictim('worker', worker, env, options.workerArguments));
    const flushAll: Victim = { name: 'FLUSHALL', kill: () => redis.flush(), start: async () => {} };
    const victims = [
      ...running.filter((victim) => options.killApis || victim.name !== 'API'),
      ...(options.flushAll ? [flushAll] : []),
    ];

    const began = performance.now();
    const [placed, kills] = await Promise.all([
      placeOrders(
        apis.map((api) => api.url),
        options.orders,
        options.customers,
        options.placeWithinMs,
      ),
      runMonkey(victims, options.monkey),
    ]);
    await untilSettled(pool, options.patienceMs);
    const seconds = (performance.now() - began) / 1_000;
    return { kills, ...(await count(pool, placed, mails)), repeated: placed.repeated, seconds };
  } finally {
    for (const victim of running.reverse()) await victim.kill();
  }
}

/** Comes back when nothing is owed any more, or when patience ends: the figures tell which. */
async function untilSettled(pool: Pool, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const { rowCount } = await pool.query('select from outbox_messages where settled_at is null limit 1');
    if (rowCount === 0) return;
    await sleep(250);
  }
}

async function count(pool: Pool, { orders: acknowledged, laterMails }: Placed, mails: string) {
  const { rows } = await pool.query<
    Record<'orders' | 'unsettled' | 'retried', number> & { recorded: string[] }
  >(
    `select (select count(*)::int from orders where id = any($1)) as orders,
            (select count(*)::int from outbox_messages where settled_at is null) as unsettled,
            (select count(*)::int from mail_deliveries where attempts > 1) as retried,
            (select coalesce(array_agg(message_id), '{}') from mail_deliveries
              where handed_over_at is not null) as recorded`,
    [[...acknowledged]],
  );
  const { recorded, ...counts } = rows[0]!;
  const taken = readFileSync(mails, 'utf8').split('\n').filter(Boolean);
  const different = new Set(taken);
  return {
    acknowledged: acknowledged.size,
    owed: acknowledged.size + laterMails,
    ...counts,
    recorded: recorded.length,
    handedOver: taken.length,
    different: different.size,
    missing: recorded.filter((id) => !different.has(id)).length,
    drift: (await findDrift(pool)).length,
    contradicted: (await findOrderDrift(pool)).length,
  };
}
