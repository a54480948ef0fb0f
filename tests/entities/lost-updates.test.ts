import { type EntityManager, MikroORM, OptimisticLockError } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ormOptions } from '../../src/database/orm-options.ts';
import { Product } from '../../src/entities/product.entity.ts';
import { type Database, openDatabase } from '../setup/api.ts';

let database: Database;
let orm: MikroORM;
beforeAll(async () => {
  database = await openDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'writers', poolMax: 12 }));
});
afterAll(async () => {
  await orm.close(true);
  await database.close();
});

async function stocks(ids: string[]): Promise<number[]> {
  const { rows } = await database.pool.query(
    'select stock_quantity from products where id = any($1) order by id',
    [ids],
  );
  return rows.map((row) => row.stock_quantity);
}

/** Somebody who has read the products and taken one unit of each in memory. */
async function readerOf(ids: string[]): Promise<EntityManager> {
  const em = orm.em.fork();
  const products = await em.find(Product, { id: { $in: ids } }, { orderBy: { id: 'asc' } });
  for (const product of products) product.stockQuantity--;
  return em;
}

/** @returns whether it was written; a lost race is not */
async function isFlushed(em: EntityManager): Promise<boolean> {
  try {
    await em.flush();
    return true;
  } catch (error) {
    // A lost race. Deadlocks may be among them: the unit of work does not order its updates.
    if (error instanceof OptimisticLockError || (error as { code?: string }).code === '40P01') return false;
    throw error;
  }
}

test.each([2, 5])(
  'of 12 writers who read %i versioned products before any of them flushes, one succeeds and moves one unit of each',
  async (amount) => {
    const products = await Promise.all(
      Array.from({ length: amount }, () => database.product({ stock: 10_000 })),
    );
    const ids = products.map((product) => product.id);
    for (let round = 1; round <= 10; round++) {
      // All have read before the first writes: that they race is no luck.
      const writers = await Promise.all(Array.from({ length: 12 }, () => readerOf(ids)));
      const flushed = await Promise.all(writers.map(isFlushed));
      expect(flushed.filter(Boolean)).toHaveLength(1);
      expect(await stocks(ids)).toEqual(ids.map(() => 10_000 - round));
    }
  },
);

test('a flush of two products of which one has changed since changes neither', async () => {
  const [changed, untouched] = [await database.product({ stock: 10 }), await database.product({ stock: 10 })];
  const em = orm.em.fork();
  const products = await em.find(Product, { id: { $in: [changed.id, untouched.id] } });
  await database.pool.query('update products set stock_quantity = 4, version = version + 1 where id = $1', [
    changed.id,
  ]);
  for (const product of products) product.stockQuantity--;
  await expect(em.flush()).rejects.toThrow(OptimisticLockError);
  expect(await stocks([changed.id, untouched.id])).toEqual([4, 10]);
});
