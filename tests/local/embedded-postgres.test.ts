import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../src/database/connections.ts';
import { sharedBuffers, startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { identify, isRunning } from '../../src/local/process-identity.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { dataFolder } from './folder.ts';

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = createClient(url, { applicationName: 'test' });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

test('its buffers are a sixteenth of the memory, within bounds', () => {
  expect([0.5, 8, 256].map((gib) => sharedBuffers(gib * 2 ** 30))).toEqual(['64MB', '512MB', '1024MB']);
});

test('creates its data once, keeps it over a stop, and is durable', async () => {
  const { dataDir, records } = dataFolder();
  const first = await startEmbeddedPostgres({ dataDir, records });
  expect(await query(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(first.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  await query(first.url, `create table kept as select 'Ärger' as word`);
  await first.stop(5_000);
  expect(records.read('postgres')).toBeNull();

  const second = await startEmbeddedPostgres({ dataDir, records });
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'select lower(word) as word from kept')).toEqual([{ word: 'ärger' }]);
  await second.stop(5_000);
});

test('lets nobody in without its password, which only the owner can read', async () => {
  const { dataDir, records } = dataFolder();
  const postgres = await startEmbeddedPostgres({ dataDir, records });
  const guess = new URL(postgres.url);
  guess.password = 'guess';
  await expect(query(guess.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  await postgres.stop(5_000);
});

test('an orphan of a killed supervisor is stopped, and its data go on', async () => {
  const { dataDir, records } = dataFolder();
  const orphan = await startEmbeddedPostgres({ dataDir, records });
  await query(orphan.url, 'create table kept as select 1 as one');
  const known = records.read('postgres');
  expect(known?.pid).toBe(orphan.child.pid);

  // Another supervisor finds nothing but the files.
  const next = new ProcessRecords(dataDir);
  expect(await next.stopOrphans()).toEqual(['postgres']);
  expect(known !== null && isRunning(known)).toBe(false);
  const postgres = await startEmbeddedPostgres({ dataDir, records: next });
  expect(await query(postgres.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await postgres.stop(5_000);
});

test('an orphan that was never recorded is known by its folder', async () => {
  const { dataDir, records } = dataFolder();
  const orphan = await startEmbeddedPostgres({ dataDir, records });
  records.forget('postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, records });
  expect(orphan.hasEnded()).toBe(true);
  await postgres.stop(5_000);
});

test('a process that got the pid of an old record is left alone', async () => {
  const { dataDir, records } = dataFolder();
  const self = identify(process.pid);
  writeFileSync(join(dataDir, 'run', 'postgres.json'), JSON.stringify({ ...self, began: 'earlier' }));
  expect(await records.stopOrphans()).toEqual([]);
});

test('data of another major version are refused with what to do', async () => {
  const { dataDir, records } = dataFolder();
  const postgres = await startEmbeddedPostgres({ dataDir, records });
  await postgres.stop(5_000);
  const { folder } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '16\n');
  await expect(startEmbeddedPostgres({ dataDir, records })).rejects.toThrow(
    /made by PostgreSQL 16, this Holdfast brings 18/,
  );
});
