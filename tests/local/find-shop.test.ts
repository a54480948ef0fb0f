import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findShop } from '../../src/local/find-shop.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { temporaryFolder } from './folder.ts';
import { npmRun } from './npm-run.ts';

/** A folder as a shop leaves it that was stopped: its ports and passwords stay. */
function folder() {
  const { dataDir, remove } = temporaryFolder();
  onTestFinished(remove);
  for (const [service, port] of Object.entries({ postgres: 1, redis: 2 }))
    writeFileSync(join(dataDir, `${service}.json`), JSON.stringify({ port, password: `${service}-secret` }));
  return { dataDir, records: new ProcessRecords(dataDir) };
}

describe('the services of a running shop', () => {
  test('are those that it brought itself', () => {
    const { dataDir, records } = folder();
    records.write('supervisor', process.pid);
    expect(findShop(dataDir)).toEqual({ databaseUrl: undefined, redisUrl: undefined });
    records.write('postgres', process.pid);
    expect(findShop(dataDir)?.databaseUrl).toBe('postgresql://holdfast:postgres-secret@127.0.0.1:1/holdfast');
    records.write('redis', process.pid);
    expect(findShop(dataDir)?.redisUrl).toBe('redis://:redis-secret@127.0.0.1:2/0');
  });

  test('are none when it was stopped or killed, whatever its folder remembers', () => {
    const { dataDir } = folder();
    expect(findShop(dataDir)).toBeUndefined();
    writeFileSync(
      join(dataDir, 'run', 'supervisor.json'),
      JSON.stringify({ pid: process.pid, began: 'once' }),
    );
    expect(findShop(dataDir)).toBeUndefined();
  });
});

describe('a command without DATABASE_URL', () => {
  test.each(['jobs', 'reconcile', 'migrate'])(
    '%s, where no shop runs: says so, with every other fault of the settings, and makes no folder',
    async (name) => {
      const { dataDir, remove } = temporaryFolder();
      onTestFinished(remove);
      const args = name === 'jobs' ? ['failed'] : [];
      const { code, out, err } = await npmRun(name, args, { DATA_DIR: dataDir, PORT: 'x' });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`No shop runs on ${dataDir}: start it (npm start)`);
      expect(err).toMatch(/PORT must be a whole number/);
      expect(err).toMatch(/DATABASE_URL is missing/);
      expect(existsSync(join(dataDir, 'run'))).toBe(false);
    },
  );

  test('says what to do where the shop was started with one', async () => {
    const { dataDir, records } = folder();
    records.write('supervisor', process.pid);
    const { code, err } = await npmRun('reconcile', [], { DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(err).toContain(`The shop on ${dataDir} was started with a DATABASE_URL: set the same one`);
  });

  test('has its help all the same', async () => {
    const { code, err } = await npmRun('jobs', ['--help'], { DATA_DIR: '/nowhere' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

test('DATABASE_URL, where it is set, is the one that is meant', async () => {
  const DATABASE_URL = 'postgresql://127.0.0.1:1/none';
  const { dataDir, records } = folder();
  records.write('supervisor', process.pid);
  records.write('postgres', process.pid);
  const { err } = await npmRun('reconcile', [], { DATA_DIR: dataDir, DATABASE_URL });
  expect(err).toBe(
    'holdfast: DATABASE_URL: PostgreSQL cannot be reached (ECONNREFUSED); check host and port, and that it runs\n',
  );
});
