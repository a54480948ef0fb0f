import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Client } from 'pg';
import { inject } from 'vitest';
import { createClient } from '../../src/database/connections.ts';
import type {} from './global-setup.ts';

/** As many logical databases as the test Redis has. */
const redisDatabases = 64;

export interface TestDatabase {
  readonly url: string;
  /** Ends its sessions, too. */
  drop(): Promise<void>;
}

async function asAdmin(work: (client: Client) => Promise<unknown>): Promise<void> {
  const url = new URL(inject('services').templateUrl);
  url.pathname = '/postgres';
  const client = createClient(url.href, { applicationName: 'test' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** A database of its own for a test file, at the head of the migrations and empty. */
export async function createDatabase(): Promise<TestDatabase> {
  const { templateUrl } = inject('services');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = new URL(templateUrl).pathname.slice(1);
  await asAdmin((client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => asAdmin((client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

/** A database without a single table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const url = new URL(inject('services').templateUrl);
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await asAdmin((client) => client.query(`create database ${name} template template0`));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => asAdmin((client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

/** The Redis of this run, with a logical database for this test process alone. */
export const redisUrl: string = inject('services').redisUrl.replace(
  /\/\d*$/,
  `/${Number(process.env.VITEST_POOL_ID ?? 0) % redisDatabases}`,
);

/** Empties this process's logical database; test files of one worker follow each other in it. */
export async function emptyRedis(): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  await redis.quit();
}
