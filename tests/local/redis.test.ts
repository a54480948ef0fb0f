import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { type PrivateRedis, startRedis } from '../../src/local/redis.ts';
import { redisProgram } from '../../src/local/redis-program.ts';
import { dataFolder } from './folder.ts';

/** Fetched by the run's own set-up where the machine has none. */
const packages = fileURLToPath(new URL('../../.data/redis/packages', import.meta.url));

async function start(dataDir: string, records: ProcessRecords): Promise<PrivateRedis> {
  const result = await startRedis({ dataDir, records, packages });
  if (result.redis === null) throw new Error(result.reason);
  return result.redis;
}

async function withClient<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

test('is fit for queues: keeps what it was told over a stop, evicts nothing', async () => {
  const { dataDir, records } = dataFolder();
  const first = await start(dataDir, records);
  await withClient(first.url, async (redis) => {
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await redis.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    await redis.set('kept', 'yes');
  });
  await first.stop(5_000);

  const second = await start(dataDir, records);
  expect(second.url).toBe(first.url);
  expect(await withClient(second.url, (redis) => redis.get('kept'))).toBe('yes');
  await second.stop(5_000);
});

test('answers its password alone, which is in no argument and in private files', async () => {
  const { dataDir, records } = dataFolder();
  const redis = await start(dataDir, records);
  const { password } = new URL(redis.url);
  await expect(withClient(redis.url.replace(`:${password}@`, ''), (r) => r.get('x'))).rejects.toThrow(
    /NOAUTH/,
  );
  expect(redis.child.spawnargs.join(' ')).not.toContain(password);
  for (const file of ['redis.json', 'redis/redis.conf']) {
    expect(readFileSync(join(dataDir, file), 'utf8')).toContain(password);
    expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  }
  await redis.stop(5_000);
});

test('an orphan of a killed supervisor is stopped', async () => {
  const { dataDir, records } = dataFolder();
  const orphan = await start(dataDir, records);
  expect(await new ProcessRecords(dataDir).stopOrphans()).toEqual(['redis']);
  await orphan.ended;
});

test('what is no server, or not there, is no program', () => {
  expect(redisProgram('/bin/true')).toBeNull();
  expect(redisProgram('/nowhere/redis-server')).toBeNull();
});
