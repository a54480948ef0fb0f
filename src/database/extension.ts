import type { Client } from 'pg';

/**
 * Makes the extension that the search needs. Asked for before the first migration, so that a database in which it
 * may not be made stays as it is.
 *
 * @throws PostgreSQL's error, in words that say who may do it
 */
export async function ensureExtension(client: Client): Promise<void> {
  await client.query(`
    do $$
    begin
      create extension if not exists pg_trgm;
    exception when insufficient_privilege or feature_not_supported or undefined_file then
      raise exception 'Holdfast needs the PostgreSQL extension pg_trgm, and this login may not create it: let the owner of the database or a superuser run CREATE EXTENSION pg_trgm in it, then migrate again (%)', sqlerrm
        using errcode = sqlstate;
    end
    $$`);
}
