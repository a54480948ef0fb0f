import { fileURLToPath } from 'node:url';
import { UnderscoreNamingStrategy } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { entities } from '../entities/index.ts';
import { migrations } from '../entities/migrations/index.ts';
import { readDatabaseUrl, schemaOf } from './connection-url.ts';
import { connectionSettings, resolve } from './connections.ts';
import { endTheSilent, releaseTheDead } from './lent-connections.ts';

export interface DatabaseSettings {
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  poolMax?: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 for none. */
  statementTimeoutMs?: number;
  /** Milliseconds after which PostgreSQL gives up waiting for a lock; unset: it waits as long as the statement may. */
  lockTimeoutMs?: number;
  /**
   * Milliseconds after which PostgreSQL ends a transaction in which it is asked nothing: its process hangs, or its
   * machine vanished without a word, and what it had locked would stay locked for hours.
   */
  idleInTransactionMs?: number;
  /**
   * Milliseconds after which a connection that is still lent out is ended, for processes that never need one for so
   * long: a server that vanished without a word is waited for no longer.
   */
  lentAtMostMs?: number;
  /**
   * For processes that look rows up by key, for ever: a session that prepared its statements (and its
   * foreign-key checks) while a table was empty would go on scanning it as it grows (docs/decisions.md).
   */
  avoidTableScans?: boolean;
  /** Other migrations than those of this release; for tests. */
  migrations?: readonly MigrationClass[];
}

type MigrationClass = (typeof migrations)[number];

/**
 * The one description of how the ORM talks to PostgreSQL; used by every process, the tests and the CLI.
 *
 * @throws {DatabaseUrlError}
 */
export function ormOptions(settings: DatabaseSettings): Options {
  const connection = connectionSettings(settings.url, {
    applicationName: settings.applicationName,
    session: {
      ...(settings.avoidTableScans && { enable_seqscan: 'off' }),
      // pg says nothing of a zero, and the server's own would hold.
      ...(settings.statementTimeoutMs === 0 && { statement_timeout: '0' }),
    },
    statement_timeout: settings.statementTimeoutMs ?? 30_000,
    lock_timeout: settings.lockTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionMs ?? 15_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  const place = resolve(connection);
  const schema = schemaOf(readDatabaseUrl(settings.url));
  return defineConfig({
    dbName: place.database,
    ...(schema !== undefined && { schema }),
    entities,
    namingStrategy: UnderscoreNamingStrategy,
    // A batched flush checks versions with a SELECT and then updates without a guard: two writers can
    // both pass. One guarded UPDATE an entity cannot lose (docs/decisions.md).
    useBatchUpdates: false,
    forceUtcTimezone: true,
    // A mistyped database name is an error to report, not a database to create.
    ensureDatabase: false,
    extensions: [Migrator],
    migrations: {
      // Listed: a glob finds nothing below a folder with brackets in its name, and nothing counts as up to date.
      migrationsList: [...(settings.migrations ?? migrations)],
      // Of the snapshot, and of what migration:create writes.
      path: fileURLToPath(new URL('../entities/migrations', import.meta.url)),
      snapshot: true,
      // Written by migration:create alone: rewritten on every migrate, a source file would change by itself.
      snapshotOnMigrate: false,
      snapshotName: 'snapshot-holdfast',
      transactional: true,
      // One transaction each: what one of them locks is free again when the next begins, and an index that is made
      // without blocking writers cannot be in one.
      allOrNothing: false,
    },
    // BullMQ's PostgreSQL backend keeps its own schema; it is not ours to drop.
    // Triggers and functions are written by hand, in migrations.
    schemaGenerator: { ignoreSchema: ['bullmq'], ignoreTriggers: true, ignoreRoutines: true },
    pool: { min: 0, max: settings.poolMax ?? 10 },
    driverOptions: {
      ...connection,
      ...place,
      onPoolCreated: (pool: Pool) => {
        releaseTheDead(pool);
        if (settings.lentAtMostMs !== undefined) endTheSilent(pool, settings.lentAtMostMs);
      },
    },
    logger: () => {},
  });
}
