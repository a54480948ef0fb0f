import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabaseSource } from '../../src/catalog/cache/database-source.ts';
import { createProductFinder } from '../../src/catalog/find-product.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { statementsOf } from '../setup/statements.ts';

let shop: Database;
beforeAll(async () => {
  shop = await openDatabase();
});
afterAll(() => shop.close());

test('products that are asked for together come from one statement, those for sale alone', async () => {
  const find = createProductFinder(shop.pool);
  const [mug, bowl, gone] = [await shop.product(), await shop.product(), await shop.product()];
  await shop.pool.query('update products set archived_at = now() where id = $1', [gone.id]);
  const ids = [bowl.id, gone.id, mug.id, '00000000-0000-7000-8000-000000000000', bowl.id];
  const found: (string | undefined)[] = [];
  const sent = await statementsOf(async () => {
    found.push(...(await Promise.all(ids.map(find))).map((seen) => seen?.product.id));
  });
  expect(sent).toHaveLength(1);
  expect(found).toEqual([bowl.id, undefined, mug.id, undefined, bowl.id]);
});

test('products that are loaded together bring what their one statement could see', async () => {
  const source = createDatabaseSource(shop.pool);
  const [mug, bowl] = [await shop.product(), await shop.product()];
  const load = () => Promise.all([mug, bowl].map(({ id }) => source.load({ kind: 'product', id })));
  const sent = await statementsOf(async () => {
    const [one, other] = await load();
    expect(one?.snapshot).toBe(other?.snapshot);
    await shop.product();
    const [later] = await load();
    expect(later!.snapshot!.xmax).toBeGreaterThan(one!.snapshot!.xmax);
  });
  expect(sent.filter((text) => text.includes('pg_current_snapshot'))).toHaveLength(2);
  expect(sent.filter((text) => text.startsWith('select pg_current_snapshot'))).toEqual([]);
});

test('loads that begin together share a snapshot, one that begins later has a later one', async () => {
  const { snapshot } = createDatabaseSource(shop.pool);
  const sent = await statementsOf(async () => {
    const [one, other] = await Promise.all([snapshot(), snapshot()]);
    expect(one).toBe(other);
    await shop.product();
    expect((await snapshot()).xmax).toBeGreaterThan(one.xmax);
  });
  expect(sent.filter((text) => text.includes('pg_current_snapshot'))).toHaveLength(2);
});
