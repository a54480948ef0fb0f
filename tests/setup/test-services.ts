import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { isRunning } from '../../src/local/process-identity.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { startRedis } from '../../src/local/redis.ts';
import { postgresBinaries } from './postgres-binaries.ts';

/** What the test processes get to know of the services. */
export interface ServiceAddresses {
  /** Superuser's URL of the database that is the template, migrated to head. */
  templateUrl: string;
  redisUrl: string;
}

export interface TestServices extends ServiceAddresses {
  stop(): Promise<void>;
}

/** Nothing of a test run is worth waiting for the disk. */
const unsafeButFast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Each database and table that is dropped has all of them looked through.
  shared_buffers: '128MB',
  max_connections: '300',
};

/** One PostgreSQL and one Redis for a whole run, in a folder under the system's temporary one. */
export async function startTestServices(root: string): Promise<TestServices> {
  const prefix = `holdfast-test-${createHash('sha256').update(root).digest('hex').slice(0, 8)}-`;
  await sweep(prefix);
  const dataDir = join(realpathSync(tmpdir()), `${prefix}${process.pid}`);
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  // Run by root, the server belongs to another user, who has to pass through.
  chmodSync(dataDir, 0o711);
  const records = new ProcessRecords(dataDir);
  records.claim();
  const stop = async () => {
    records.closed = true;
    await records.stopOrphans();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    // What was fetched stays in the checkout, for the next run and for `npm start`.
    const packages = join(root, '.data', 'redis', 'packages');
    mkdirSync(packages, { recursive: true });
    const [templateUrl, redisUrl] = await Promise.all([
      startTemplate(dataDir, records),
      startRedisOrFail(dataDir, records, packages),
    ]);
    return { templateUrl, redisUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startRedisOrFail(dataDir: string, records: ProcessRecords, packages: string): Promise<string> {
  const { redis, ...missing } = await startRedis({ dataDir, records, packages });
  if (redis !== null) return redis.url;
  throw new Error(
    `The tests need a Redis (${'reason' in missing ? missing.reason : ''}): install redis-server`,
  );
}

async function startTemplate(dataDir: string, records: ProcessRecords): Promise<string> {
  const { url } = await startEmbeddedPostgres({
    dataDir,
    records,
    settings: unsafeButFast,
    ...postgresBinaries,
  });
  await migrateToHead(url);
  return url;
}

/** A run that was killed leaves its servers and its folder; the next one of the same checkout clears them away. */
async function sweep(prefix: string): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const dataDir = join(tmpdir(), name);
    try {
      const records = new ProcessRecords(dataDir);
      const owner = records.read('supervisor');
      if (owner !== null && isRunning(owner)) continue;
      await records.stopOrphans();
      rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // It belongs to another user of this machine.
    }
  }
}
