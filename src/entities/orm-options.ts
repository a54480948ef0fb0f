import { fileURLToPath } from 'node:url';
import { UnderscoreNamingStrategy } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { entities } from './index.ts';
import { endTheSilent, releaseTheDead } from './lent-connections.ts';

export interface DatabaseSettings {
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  poolMax?: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 for none. */
  statementTimeoutMs?: number;
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
}

/** The one description of how Holdfast talks to PostgreSQL; used by every process, the tests and the CLI. */
export function ormOptions(settings: DatabaseSettings): Options {
  return defineConfig({
    clientUrl: settings.url,
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
      path: fileURLToPath(new URL('./migrations', import.meta.url)),
      glob: '!(*.d).{js,ts}',
      snapshot: true,
      // Written by migration:create alone: rewritten on every migrate, a source file would change by itself.
      snapshotOnMigrate: false,
      snapshotName: 'snapshot-holdfast',
      transactional: true,
      // Each is a transaction of its own: an index that is made without blocking writers cannot be in one.
      allOrNothing: false,
    },
    // BullMQ's PostgreSQL backend keeps its own schema; it is not ours to drop.
    // Triggers and functions are written by hand, in migrations.
    schemaGenerator: { ignoreSchema: ['bullmq'], ignoreTriggers: true, ignoreRoutines: true },
    pool: { min: 0, max: settings.poolMax ?? 10 },
    driverOptions: {
      application_name: settings.applicationName,
      statement_timeout: settings.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: settings.idleInTransactionMs ?? 15_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      onPoolCreated: (pool: Pool) => {
        releaseTheDead(pool);
        if (settings.lentAtMostMs !== undefined) endTheSilent(pool, settings.lentAtMostMs);
      },
      ...(settings.avoidTableScans ? { options: '-c enable_seqscan=off' } : {}),
    },
    logger: () => {},
  });
}
