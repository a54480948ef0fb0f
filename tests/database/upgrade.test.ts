import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { migrations } from '../../src/entities/migrations/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';
import { fillShop, inTheColumnsOf, readRows, readSearch } from './rows.ts';

test('every file of the folder is in the list, in the order of the names', () => {
  const folder = fileURLToPath(new URL('../../src/entities/migrations/', import.meta.url));
  const files = readdirSync(folder).filter((name) => /^Migration.*\.ts$/.test(name));
  expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
});

/** A database of its own for `work`. */
async function inDatabase<T>(work: (url: string, pool: Pool) => Promise<T>): Promise<T> {
  const database: TestDatabase = await createEmptyDatabase();
  const pool = createPool(database.url, { applicationName: 'test', max: 2 });
  try {
    return await work(database.url, pool);
  } finally {
    await pool.end();
    await database.drop();
  }
}

async function expectHead(url: string): Promise<void> {
  const orm = await MikroORM.init(ormOptions({ url, applicationName: 'head' }));
  try {
    expect(await orm.migrator.getPending()).toEqual([]);
    expect((await orm.schema.getUpdateSchemaSQL()).trim()).toBe('');
  } finally {
    await orm.close(true);
  }
}

const heads = migrations.map((_, index) => index + 1);

describe('a shop that has rows of every earlier release', () => {
  /** What the search holds where the same rows come to a database that is at the head. */
  let search: unknown[];
  /** Words that products had before stay known: the vocabulary only grows. */
  const expectSearch = async (pool: Pool) => {
    const [products, words] = await readSearch(pool);
    expect(products).toEqual(search[0]);
    expect(words).toEqual(expect.arrayContaining(search[1] as unknown[]));
  };
  const fillAll = async (pool: Pool) => {
    for (const head of heads) await fillShop(pool, head);
  };
  beforeAll(async () => {
    search = await inDatabase(async (url, pool) => {
      await migrateToHead(url);
      await fillAll(pool);
      return readSearch(pool);
    });
  });

  test('keeps them through every migration, finds its products, and ends as a new one', () =>
    inDatabase(async (url, pool) => {
      await migrateToHead(url, { migrations: migrations.slice(0, 1) });
      // One for all of them: migrateToHead would find out about every entity a hundred times.
      const orm = await MikroORM.init(ormOptions({ url, applicationName: 'up', statementTimeoutMs: 0 }));
      try {
        for (const head of heads.slice(0, -1)) {
          await fillShop(pool, head);
          const before = await readRows(pool);
          const { name } = migrations[head]!;
          const applied = await orm.migrator.up({ migrations: [name] });
          expect(applied.map((migration) => migration.name)).toEqual([name]);
          expect([name, inTheColumnsOf(before, await readRows(pool))]).toEqual([
            name,
            inTheColumnsOf(before, before),
          ]);
        }
      } finally {
        await orm.close(true);
      }
      await fillShop(pool, heads.length);
      await expectSearch(pool);
      await expectHead(url);
    }));

  test('goes back as far as there is a way, and comes again to the same', () =>
    inDatabase(async (url, pool) => {
      await migrateToHead(url);
      await fillAll(pool);
      const orm = await MikroORM.init(ormOptions({ url, applicationName: 'back', statementTimeoutMs: 0 }));
      try {
        const reversible = migrations.toReversed();
        const end = reversible.findIndex((migration) => !Object.hasOwn(migration.prototype, 'down'));
        for (const { name } of reversible.slice(0, end)) {
          expect((await orm.migrator.down()).map((reverted) => reverted.name)).toEqual([name]);
        }
        expect(end).toBeGreaterThan(0);
      } finally {
        await orm.close(true);
      }
      const before = await readRows(pool);
      await migrateToHead(url);
      expect(inTheColumnsOf(before, await readRows(pool))).toEqual(inTheColumnsOf(before, before));
      await expectSearch(pool);
      await expectHead(url);
    }));
});
