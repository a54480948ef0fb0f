import { setTimeout as pause } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import { runMigrations as migrateBullmq } from 'bullmq';
import type { Client } from 'pg';
import { pendingMigrations } from './at-head.ts';
import { createClient } from './connections.ts';
import { ensureExtension } from './extension.ts';
import { type DatabaseSettings, ormOptions } from './orm-options.ts';

/** PostgreSQL's own number for version 15.0: the oldest that Holdfast supports. */
const OLDEST_SERVER_VERSION = 150_000;

/** One migrating process at a time; any fixed number does, this one spells "hold". */
const MIGRATION_LOCK_KEY = 0x686f6c64;

export interface MigrationOptions extends Pick<DatabaseSettings, 'migrations'> {
  /** How long PostgreSQL may be away when the first connection is made. */
  connectMs: number;
  /** How long a statement may wait for a lock. All that comes to the table meanwhile queues behind it. */
  lockMs: number;
  /** Before a lock is tried for again, and before PostgreSQL is: long enough for what queued to be served. */
  pauseMs: number;
  /** How often a migration is tried that does not get its locks. */
  attempts: number;
  /** Told of each wait, in words for a person. */
  onWait(what: string): void;
}

const defaults: MigrationOptions = {
  connectMs: 30_000,
  lockMs: 1_000,
  pauseMs: 1_000,
  attempts: 150,
  onWait() {},
};

/**
 * Brings the database to the head of the migrations, BullMQ's schema included (empty where jobs run on
 * Redis, and there when a shop moves its jobs over). Any number of processes may call it at once, and a shop may
 * run meanwhile: each migration is a transaction of its own that gives up a lock which it does not get soon, lets
 * those through who wait behind it, and begins again.
 *
 * @throws {Error} with a message for a person when the server is too old, or somebody keeps a lock.
 */
export async function migrateToHead(
  databaseUrl: string,
  overrides: Partial<MigrationOptions> = {},
): Promise<{ applied: string[] }> {
  const options = { ...defaults, ...overrides };
  const client = await firstConnection(databaseUrl, options);
  try {
    await checkVersion(client);
    await client.query('set statement_timeout = 0');
    await takeTurn(client, options);
    await ensureExtension(client);
    const applied = await runPending(databaseUrl, options);
    await client.query(`set lock_timeout = ${options.lockMs}`);
    await patiently("BullMQ's schema", options, () => migrateBullmq(client, 'bullmq'));
    return { applied };
  } finally {
    // Closing the session gives the turn back.
    await client.end().catch(() => {});
  }
}

async function runPending(url: string, options: MigrationOptions): Promise<string[]> {
  const orm = await MikroORM.init(
    ormOptions({
      url,
      applicationName: 'holdfast-migrate',
      statementTimeoutMs: 0,
      lockTimeoutMs: options.lockMs,
      ...(options.migrations && { migrations: options.migrations }),
    }),
  );
  try {
    const names = await pendingMigrations(orm);
    for (const name of names) {
      await patiently(name, options, () => orm.migrator.up({ migrations: [name] }));
    }
    return names;
  } finally {
    await orm.close(true);
  }
}

/** A PostgreSQL that is being started, or restarted together with this process, is waited for. */
async function firstConnection(url: string, options: MigrationOptions): Promise<Client> {
  const deadline = performance.now() + options.connectMs;
  for (;;) {
    const client = createClient(url, {
      applicationName: 'holdfast-migrate',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (!isAway(error) || performance.now() > deadline) throw error;
      options.onWait('PostgreSQL cannot be reached yet');
    }
    await pause(options.pauseMs);
  }
}

/** Whether it may be there in a moment; 57P03 is PostgreSQL that starts or stops. */
function isAway(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string };
  const away = [
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'ENOENT',
  ];
  return [...away, '57P03'].includes(code) || /^(Connection terminated|timeout expired)/.test(message);
}

async function checkVersion(client: Client): Promise<void> {
  const version = await client.query<{ num: number; text: string }>(
    `select current_setting('server_version_num')::int as num, current_setting('server_version') as text`,
  );
  const { num, text } = version.rows[0]!;
  if (num < OLDEST_SERVER_VERSION) {
    throw new Error(`PostgreSQL ${text} is too old: Holdfast needs version 15 or newer`);
  }
}

/**
 * Asks again and again instead of waiting in a statement: its snapshot would keep the other's CREATE INDEX
 * CONCURRENTLY waiting for us, while we wait for the other.
 */
async function takeTurn(client: Client, options: MigrationOptions): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      MIGRATION_LOCK_KEY,
    ]);
    if (rows[0]!.taken) return;
    options.onWait('Another process migrates this database');
    await pause(options.pauseMs);
  }
}

/** Again after a lock that was not to be had, or a deadlock: PostgreSQL has undone all of it. */
async function patiently(
  name: string,
  options: MigrationOptions,
  work: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!['55P03', '40P01'].includes((error as { code?: string }).code ?? '')) throw error;
      if (attempt >= options.attempts) {
        throw new Error(
          `${name} does not get its locks: a long transaction keeps them (pg_stat_activity has it by xact_start); end it and migrate again`,
        );
      }
      options.onWait(`${name} waits for a lock`);
    }
    await pause(options.pauseMs);
  }
}
