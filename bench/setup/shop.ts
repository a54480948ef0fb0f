import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { prepareDataDir } from '../../src/local/data-dir.ts';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { startRedis } from '../../src/local/redis.ts';

export const JWT_SECRET = 'a secret of the benchmarks, 32 bytes or more';

const STOP_MS = 10_000;

export interface BenchDatabase {
  databaseUrl: string;
  pool: Pool;
  /** Starts one API process on it; `stop` ends it. */
  startApi(env?: NodeJS.ProcessEnv): Promise<BenchApi>;
}

export interface BenchShop extends BenchDatabase {
  redisUrl: string | undefined;
  /** Another empty shop on the same servers, to compare with. */
  anotherDatabase(name: string): Promise<BenchDatabase>;
  close(): Promise<void>;
}

export interface BenchApi {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * A shop of its own for a benchmark: PostgreSQL with fsync on and Redis as `npm start` runs them, in a
 * temporary folder; no worker.
 */
export async function openShop(): Promise<BenchShop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  // Run by root, PostgreSQL belongs to another user, who has to pass through; else its data would live elsewhere.
  chmodSync(dataDir, 0o711);
  prepareDataDir(dataDir);
  const records = new ProcessRecords(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, records });
  const started = await startRedis({ dataDir, records });
  if (!started.redis) console.log(`without Redis: ${started.reason}`);
  const redisUrl = started.redis?.url;

  const pools: Pool[] = [];
  const openDatabase = async (databaseUrl: string): Promise<BenchDatabase> => {
    await migrateToHead(databaseUrl);
    const pool = createPool(databaseUrl, { applicationName: 'bench', max: 4 });
    pools.push(pool);
    return { databaseUrl, pool, startApi: (env = {}) => startApi(databaseUrl, redisUrl, env) };
  };
  const first = await openDatabase(postgres.url);

  return {
    ...first,
    redisUrl,
    async anotherDatabase(name) {
      await first.pool.query(`create database ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return openDatabase(url.href);
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      await started.redis?.stop(STOP_MS);
      await postgres.stop(STOP_MS);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function startApi(
  databaseUrl: string,
  redisUrl: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<BenchApi> {
  return startProcess('../../src/bin/api.js', {
    ...process.env,
    DATABASE_URL: databaseUrl,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    JWT_SECRET,
    PORT: '0',
    RATE_LIMIT_ENABLED: 'false',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    ...env,
  });
}

async function startProcess(entry: string, env: NodeJS.ProcessEnv): Promise<BenchApi> {
  const child: ChildProcess = fork(fileURLToPath(new URL(entry, import.meta.url)), {
    env,
    execArgv: ['--enable-source-maps', '--expose-gc', '--max-semi-space-size=32'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error('the API did not start');
    }),
  ])) as [{ type: string; url: string; message?: string }];
  if (message.type !== 'ready') throw new Error(message.message);
  return {
    url: message.url,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
