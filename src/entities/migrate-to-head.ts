import type { MikroORM } from '@mikro-orm/postgresql';
import { runMigrations as migrateBullmq } from 'bullmq';
import type { Pool } from 'pg';

/** PostgreSQL's own number for version 15.0: the oldest that Holdfast supports. */
const OLDEST_SERVER_VERSION = 150_000;

/** One migrating process at a time; any fixed number does, this one spells "hold". */
const MIGRATION_LOCK_KEY = 0x686f6c64;

/**
 * Brings the database to the head of the migrations, BullMQ's schema included (empty where jobs run on
 * Redis, and there when a shop moves its jobs over). Any number of processes may call it at once.
 *
 * @throws {Error} with a message for a person when the server is too old.
 */
export async function migrateToHead(orm: MikroORM): Promise<{ applied: string[] }> {
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  try {
    const version = await client.query<{ num: number; text: string }>(
      `select current_setting('server_version_num')::int as num, current_setting('server_version') as text`,
    );
    const { num, text } = version.rows[0]!;
    if (num < OLDEST_SERVER_VERSION) {
      throw new Error(`PostgreSQL ${text} is too old: Holdfast needs version 15 or newer`);
    }
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
    const applied = await orm.migrator.up();
    await migrateBullmq(client, 'bullmq');
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    // Closing the session gives the lock back and drops its settings.
    client.release(true);
  }
}
