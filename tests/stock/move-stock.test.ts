import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { newId } from '../../src/ids.ts';
import { findDrift } from '../../src/stock/find-drift.ts';
import { type Movement, moveStock } from '../../src/stock/move-stock.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { until } from '../setup/wait.ts';

let database: Database;
let writers: Pool;
beforeAll(async () => {
  database = await openDatabase();
  writers = createPool(database.url, { applicationName: 'test', max: 8 });
});
afterAll(async () => {
  expect(await findDrift(database.pool)).toEqual([]);
  await writers.end();
  await database.close();
});

const productOf = async (id: string) => {
  const { rows } = await database.pool.query(
    'select version, stock_quantity as stock from products where id = $1',
    [id],
  );
  return rows[0];
};
const ledgerOf = async (id: string) => {
  const { rows } = await database.pool.query(
    `select product_version as version, position, delta, reason, reference, note, resulting_quantity as stock
       from stock_movements where product_id = $1 order by product_version, position`,
    [id],
  );
  return rows;
};
const adjustment = (productId: string, delta: number, more: Partial<Movement> = {}): Movement => ({
  productId,
  delta,
  reason: 'adjustment',
  ...more,
});

test('stock, version and ledger move together: what refuses one of them refuses all, even without a transaction', async () => {
  const { id } = await database.product({ stock: 10 });
  const other = await database.product({ stock: 10 });
  const before = [await productOf(id), await ledgerOf(id), await productOf(other.id)];
  const refused: [Movement, RegExp][] = [
    [adjustment(id, 1, { note: 'x'.repeat(201) }), /too long/],
    [adjustment(id, 1, { reason: 'gift' as never }), /stock_movements_reason/],
    [adjustment(id, 0), /stock_movements_delta_nonzero/],
    [adjustment(id, -11), /products_stock_range/],
    [adjustment(id, 1_000_000_000), /products_stock_range/],
  ];
  for (const [movement, why] of refused) {
    await expect(moveStock(writers, [adjustment(other.id, 1), movement])).rejects.toThrow(why);
  }
  expect([await productOf(id), await ledgerOf(id), await productOf(other.id)]).toEqual(before);
});

test('movements of one product at the same time all count, each in a version of its own', async () => {
  const { id } = await database.product({ stock: 100 });
  const { version } = await productOf(id);
  const moved = await Promise.all(
    Array.from({ length: 60 }, (_, n) => moveStock(writers, [adjustment(id, n % 2 ? 5 : -2)])),
  );
  expect(await productOf(id)).toEqual({ version: version + 60, stock: 190 });
  expect(new Set(moved.map(([product]) => product?.version)).size).toBe(60);
  const ledger = await ledgerOf(id);
  for (const [product] of moved) {
    const row = ledger.find((movement) => movement.version === product?.version);
    expect(row).toMatchObject({ position: 0, stock: product?.stockQuantity });
  }
});

test('products are locked in id order, as checkouts lock them: who waits for the first holds none of the others', async () => {
  const products = await Promise.all(Array.from({ length: 12 }, () => database.product({ stock: 0 })));
  const [first, ...others] = products.map(({ id }) => id).sort();
  const { moving } = await inTransaction(database.pool, async (client) => {
    await client.query('select from products where id = $1 for no key update', [first]);
    const moving = moveStock(
      writers,
      [...others, first!].map((id) => adjustment(id, 1)),
    );
    await until('the movements wait', async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    const free = client.query('select from products where id = any($1) for no key update nowait', [others]);
    await expect(free).resolves.toMatchObject({ rowCount: others.length });
    return { moving };
  });
  await moving;
  for (const { id } of products) expect(await productOf(id)).toMatchObject({ stock: 1 });
});

test('many orders give one product back in one version, each with a row of its own, in the order that was given', async () => {
  const [cup, pot] = [await database.product({ stock: 1 }), await database.product({ stock: 2 })];
  const orders = [newId(), newId(), newId()];
  const back = orders.map(
    (reference, n): Movement => ({ productId: cup.id, delta: n + 1, reason: 'cancellation', reference }),
  );
  const before = await productOf(cup.id);
  const moved = await moveStock(writers, [...back, adjustment(pot.id, -2, { note: 'Broken' })]);
  const version = before.version + 1;
  expect(moved.find(({ productId }) => productId === cup.id)).toMatchObject({ version, stockQuantity: 7 });
  expect((await ledgerOf(cup.id)).slice(1)).toMatchObject(
    [2, 4, 7].map((stock, position) => ({
      version,
      position,
      delta: position + 1,
      stock,
      reference: orders[position],
    })),
  );
  expect((await ledgerOf(pot.id)).at(-1)).toMatchObject({
    delta: -2,
    stock: 0,
    note: 'Broken',
    reference: null,
  });
  // No order was ever there; the books of this test want none.
  await moveStock(writers, [{ productId: cup.id, delta: -6, reason: 'sale' }]);
});

test('a product that does not exist, or is not at the version that is named, takes the others with it', async () => {
  const { id } = await database.product({ stock: 5 });
  const before = await productOf(id);
  for (const wrong of [
    adjustment(newId(), 1),
    adjustment((await database.product()).id, 1, { version: 7 }),
  ]) {
    const moving = inTransaction(writers, (client) => moveStock(client, [adjustment(id, 1), wrong]));
    await expect(moving).rejects.toThrow('not there as it was named');
  }
  expect(await productOf(id)).toEqual(before);
});

test('a change that has given the product a version already moves its stock in that version', async () => {
  const { id } = await database.product({ stock: 5 });
  const orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'mover' }));
  const { version } = await orm.em.fork().transactional(async (em) => {
    const [row] = await em.execute<{ version: number }[]>(
      'update products set name = ?, version = version + 1 where id = ? returning version',
      ['Renamed', id],
    );
    const [moved] = await moveStock(em, [adjustment(id, 3, { version: row!.version, note: 'Why? Counted' })]);
    expect(moved).toMatchObject({ version: row!.version, stockQuantity: 8 });
    expect(Math.abs(Date.now() - moved!.movedAt.getTime())).toBeLessThan(3_600_000);
    return moved!;
  });
  await orm.close(true);
  expect(await productOf(id)).toEqual({ version, stock: 8 });
  expect((await ledgerOf(id)).at(-1)).toMatchObject({ version, delta: 3, note: 'Why? Counted' });
});

test('a reconciliation moves the ledger to the stock, and not the stock', async () => {
  const { id } = await database.product({ stock: 5 });
  await database.pool.query('update products set stock_quantity = 3 where id = $1', [id]);
  await moveStock(writers, [{ productId: id, delta: -2, reason: 'reconciliation' }]);
  expect(await productOf(id)).toMatchObject({ stock: 3 });
  expect((await ledgerOf(id)).at(-1)).toMatchObject({ delta: -2, stock: 3 });
});

test('no movements are no statement', async () => {
  expect(await moveStock({} as Pool, [])).toEqual([]);
});
