import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';

let database: TestDatabase;
let admin: Client;
const login = `tenant_${process.pid}`;
beforeAll(async () => {
  database = await createEmptyDatabase();
  admin = createClient(database.url, { applicationName: 'test' });
  await admin.connect();
  await admin.query(`create role ${login} login password 'tenant'`);
  await admin.query(`grant create on schema public to ${login}`);
});
afterAll(async () => {
  await admin.query(`drop owned by ${login} cascade; drop role ${login}`);
  await admin.end();
  await database.drop();
});

function migrate(): Promise<unknown> {
  const url = new URL(database.url);
  url.username = login;
  url.password = 'tenant';
  return migrateToHead(url.href);
}

test('without pg_trgm and the right to create it, the migration says what to do, and the rest stays undone', async () => {
  await expect(migrate()).rejects.toThrow(/pg_trgm.*CREATE EXTENSION pg_trgm/s);
  const { rows } = await admin.query(`select to_regclass('public.products') as products`);
  expect(rows[0].products).toBeNull();
});

test('with the right to create things in the database it is created', async () => {
  await admin.query(`grant create on database "${new URL(database.url).pathname.slice(1)}" to ${login}`);
  await migrate();
  const { rows } = await admin.query(`select extname from pg_extension where extname = 'pg_trgm'`);
  expect(rows).toHaveLength(1);
});
