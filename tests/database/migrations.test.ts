import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { type Database, openDatabase } from '../setup/api.ts';

let database: Database;
let orm: MikroORM;
beforeAll(async () => {
  database = await openDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'migrations' }));
});
afterAll(async () => {
  await orm.close(true);
  await database.close();
});

test('a migration generated at head is empty: entities, migrations and snapshot say the same', async () => {
  expect(await orm.migrator.checkSchema()).toBe(false);
});

test('the schema differ finds nothing to do in a migrated database', async () => {
  expect((await orm.schema.getUpdateSchemaSQL()).trim()).toBe('');
});

test("BullMQ's schema is there, full of tables, and the differ wants none of them gone", async () => {
  const { rows } = await database.pool.query(
    `select count(*)::int as tables from information_schema.tables where table_schema = 'bullmq'`,
  );
  expect(rows[0].tables).toBeGreaterThan(0);
  expect(await orm.schema.getUpdateSchemaSQL({ safe: false, dropTables: true })).not.toMatch(/bullmq|drop/i);
});

test('every migration has run, and running them again does nothing', async () => {
  expect(await orm.migrator.getPending()).toEqual([]);
  expect(await migrateToHead(database.url)).toEqual({ applied: [] });
});

test('every foreign key that is looked up by has an index', async () => {
  // Keys that no query and no cascade goes by: products are never deleted, nor are orders and invoices.
  const unneeded = ['order_items.product_id', 'cart_items.product_id', 'invoices.corrects_id'];
  const { rows } = await database.pool.query<{ column: string }>(`
    select c.conrelid::regclass || '.' || a.attname as column
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.connamespace = 'public'::regnamespace
       and not exists (select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])
     order by 1`);
  expect(rows.map((row) => row.column).filter((column) => !unneeded.includes(column))).toEqual([]);
});
