import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Migration } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { refuseUnmigrated } from '../../src/database/at-head.ts';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { migrations } from '../../src/entities/migrations/index.ts';
import { npmRun } from '../local/npm-run.ts';
import { configFor } from '../setup/api.ts';
import { startProxy } from '../setup/proxy.ts';
import { runNode } from '../setup/run-node.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';
import { gate } from '../setup/wait.ts';
import { fillShop } from './rows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = migrations.map(({ name }) => name);
const first = migrations.slice(0, 1);
/** No waits worth the name. */
const hurry = { lockMs: 50, pauseMs: 5 };

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createEmptyDatabase();
  pool = createPool(database.url, { applicationName: 'test', max: 4 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const tables = async () => {
  const { rows } = await pool.query(`select count(*)::int as n from pg_tables where schemaname = 'public'`);
  return rows[0].n as number;
};

test('a sale goes on while a long transaction keeps a migration from its lock', async () => {
  await migrateToHead(database.url, { migrations: first });
  await fillShop(pool);
  const long = await pool.connect();
  await long.query('begin');
  await long.query(`update products set name = name where sku = 'SKU-1'`);
  const waited = gate();
  const migrated = migrateToHead(database.url, {
    ...hurry,
    attempts: 10_000,
    onWait: (what) => /lock/.test(what) && waited.resolve(),
  });
  await waited.promise;
  // Behind a migration that waits as long as it takes, this one would wait with it.
  for (let n = 2; n < 20; n++) {
    await pool.query('update products set stock_quantity = stock_quantity - 1 where sku = $1', [
      `SKU-${2 + (n % 7)}`,
    ]);
  }
  await long.query('commit');
  long.release();
  expect((await migrated).applied).toEqual(names.slice(1));
});

test('a lock that is never given ends with a word of it, and what was applied before stays', async () => {
  await migrateToHead(database.url, { migrations: first });
  const long = await pool.connect();
  await long.query('begin');
  // What the third one changes; the second has no business with it.
  await long.query(
    'lock table products in access share mode; lock table outbox_messages in row exclusive mode',
  );
  const failing = names.indexOf('Migration20261122211951_outbox_failures');
  await expect(migrateToHead(database.url, { ...hurry, attempts: 3 })).rejects.toThrow(
    new RegExp(`${names[failing]} does not get its locks.*pg_stat_activity`),
  );
  await long.query('rollback');
  long.release();
  expect((await migrateToHead(database.url)).applied).toEqual(names.slice(failing));
});

/** As CONTRIBUTING.md has it for a large table. */
class MakesAnIndex extends Migration {
  override name = 'Migration20991231000000_makes_an_index';

  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql('drop index concurrently if exists later;');
    this.addSql('create index concurrently later on products (updated_at);');
  }
}
const withIndex = [...migrations, MakesAnIndex];

test('two who migrate at once take turns, also where an index is made concurrently', async () => {
  const runs = Array.from({ length: 3 }, () =>
    migrateToHead(database.url, { ...hurry, lockMs: 1_000, migrations: withIndex }),
  );
  const applied = (await Promise.all(runs)).map((run) => run.applied);
  expect(applied.filter((list) => list.length > 0)).toEqual([
    [...names, 'Migration20991231000000_makes_an_index'],
  ]);
});

test('an API works on a database that has newer migrations than it knows, and an old migration leaves it alone', async () => {
  await migrateToHead(database.url, { migrations: withIndex });
  expect(await migrateToHead(database.url)).toEqual({ applied: [] });
  const app = await buildApp(configFor(database.url));
  expect((await app.inject('/readyz')).statusCode).toBe(200);
  await app.close();
});

test('a build without migrations is damaged, not up to date', async () => {
  const none = { migrations: [] };
  await expect(migrateToHead(database.url, none)).rejects.toThrow(/no migrations/);
  const orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'none', ...none }));
  await expect(refuseUnmigrated(orm)).rejects.toThrow(/no migrations/);
  await orm.close(true);
});

test('in a folder with blanks and brackets in its name the migrations are found, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-folder-'));
  const checkout = join(folder, 'my shop (new) [1] {a,b}');
  try {
    mkdirSync(checkout);
    cpSync(join(root, 'dist/src'), join(checkout, 'dist/src'), { recursive: true });
    cpSync(join(root, 'package.json'), join(checkout, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    const { code, out } = await runNode([join(checkout, 'dist/src/bin/migrate.js')], {
      DATABASE_URL: database.url,
    });
    expect([code, out]).toEqual([0, `Applied ${names.join(', ')}\n`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a PostgreSQL that is being started is waited for, a wrong password is not', async () => {
  const proxy = await startProxy(database.url);
  proxy.cut();
  const waits: string[] = [];
  const url = proxy.through(database.url);
  const run = migrateToHead(url, {
    ...hurry,
    onWait(what) {
      waits.push(what);
      if (waits.length === 3) proxy.restore();
    },
  });
  expect((await run).applied).toEqual(names);
  expect(waits[0]).toMatch(/PostgreSQL cannot be reached yet/);
  proxy.cut();
  await expect(migrateToHead(url, { ...hurry, connectMs: 0 })).rejects.toThrow(/terminated|ECONNRESET/);
  await proxy.close();
  await expect(
    migrateToHead(database.url.replace(/:[^:@]+@/, ':wrong@'), {
      onWait: () => {
        throw new Error('it waits');
      },
    }),
  ).rejects.toMatchObject({ code: '28P01' });
});

test('--help prints, and what is unknown is refused; neither migrates', async () => {
  const settings = { DATABASE_URL: database.url };
  const help = await npmRun('migrate', ['--help'], settings);
  expect([help.code, help.out]).toEqual([0, expect.stringContaining('npm run migrate')]);
  for (const argument of ['--bogus', 'down']) {
    const refused = await npmRun('migrate', [argument], settings);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(new RegExp(`${argument}[^]*npm run migrate`)),
    ]);
  }
  expect(await tables()).toBe(0);
});
