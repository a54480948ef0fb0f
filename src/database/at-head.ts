import type { MikroORM } from '@mikro-orm/postgresql';

/**
 * Names of the migrations that the database lacks, in their order.
 *
 * @throws {Error} when this build knows no migration at all: an empty database would count as up to date
 */
export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const { migrationsList = [] } = orm.config.get('migrations');
  if (migrationsList.length === 0) throw new Error('This build has no migrations: it is damaged');
  return (await orm.migrator.getPending()).map(({ name }) => name);
}

/**
 * Refuses a database that lacks a migration. One that has newer ones is fine: a migration runs beside the release
 * before it, so that a rolling deploy migrates first and replaces the processes one by one.
 *
 * @throws {Error} with a message for a person
 */
export async function refuseUnmigrated(orm: MikroORM): Promise<void> {
  const pending = await pendingMigrations(orm);
  if (pending.length > 0) {
    throw new Error(`The database lacks ${pending.length} migration(s): run npm run migrate first`);
  }
}
