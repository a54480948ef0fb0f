import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { insertProduct } from '../setup/records.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';

/** The head before signs were folded and identities had one form. */
const BEFORE = 'Migration20261123010000_outbox_vacuum';
const SIGNS = 'Migration20261127045900_search_signs';
const IDENTITIES = 'Migration20261127050400_identities';

let database: TestDatabase;
let orm: MikroORM;
let pool: Pool;
let ids: Record<string, string>;
beforeAll(async () => {
  database = await createEmptyDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'migrations' }));
  pool = createPool(database.url, { applicationName: 'test' });
  await orm.migrator.up({ to: BEFORE });
  ids = {};
  const add = async (key: string, fields: Parameters<typeof insertProduct>[1]) => {
    ids[key] = (await insertProduct(pool, fields)).id;
  };
  await add('composed', { sku: 'A', name: 'Men’s scarf', category: 'Café' });
  await add('decomposed', { sku: 'B ', name: 'Łódź poster', category: 'Cafe\u0301' });
  await add('blank', { sku: 'C', category: 'Café ', description: 'Straße' });
  await add('taken', { sku: 'A ' });
  await add('first', { sku: 'D\u00a0' });
  await add('second', { sku: ' D' });
  await add('archived', { sku: 'A\u200b' });
  await pool.query('update products set archived_at = now() where id = $1', [ids.archived]);
  await orm.migrator.up({ migrations: [SIGNS, IDENTITIES] });
});
afterAll(async () => {
  await pool.end();
  await orm.close(true);
  await database.drop();
});

const skuOf = async (key: string): Promise<[string, number]> => {
  const { rows } = await pool.query('select sku, version from products where id = $1', [ids[key]]);
  return [rows[0].sku, rows[0].version];
};

describe('a shop that had rows before', () => {
  test('has each SKU in its one form where that is free, and a new version of what changed', async () => {
    expect(await skuOf('decomposed')).toEqual(['B', 3]);
    expect(await skuOf('first')).toEqual(['D', 2]);
    expect(await skuOf('archived')).toEqual(['A', 2]);
    expect(await skuOf('composed')).toEqual(['A', 1]);
  });

  test('keeps SKUs that are those of another product as they were, and a statement names them', async () => {
    expect(await skuOf('taken')).toEqual(['A ', 1]);
    expect(await skuOf('second')).toEqual([' D', 1]);
    const { rows } = await pool.query(
      'select id from products where archived_at is null and sku <> identity_text(sku) order by id',
    );
    expect(rows.map(({ id }) => id)).toEqual([ids.taken, ids.second].toSorted());
    // Whatever else changes of such a product, and however it sells, its SKU is in nobody's way.
    await pool.query('update products set stock_quantity = 1, name = $2 where id = $1', [
      ids.taken,
      'Renamed',
    ]);
  });

  test('has one category of those that were the same, with all of their products', async () => {
    const { rows } = await pool.query('select slug, name from categories order by id');
    expect(rows).toEqual([
      { slug: 'café', name: 'Café' },
      { slug: 'things', name: 'Things' },
    ]);
    const { rows: products } = await pool.query(
      `select p.id from products p join categories c on c.id = p.category_id where c.slug = 'café' order by p.id`,
    );
    expect(products.map(({ id }) => id)).toEqual([ids.composed, ids.decomposed, ids.blank]);
  });

  test('finds by plain signs and letters what was there before', async () => {
    const found = async (word: string) => {
      const { rows } = await pool.query(
        'select product_id as id from product_search where document @@ quote_literal($1)::tsquery',
        [word],
      );
      return rows.map(({ id }) => id);
    };
    expect([await found("men's"), await found('lodz'), await found('strass')]).toEqual([
      [ids.composed],
      [ids.decomposed],
      [ids.blank],
    ]);
    const { rows } = await pool.query(
      `select p.sku from products p join categories c on c.id = p.category_id
         left join product_search s on s.product_id = p.id
        where p.archived_at is null
          and (s.title <> search_title(p.sku, p.name, p.category_id)
               or s.document <> search_document(s.title, c.name, p.description) or s.title is null)`,
    );
    expect(rows).toEqual([]);
  });

  test('can go back and forth', async () => {
    await orm.migrator.down({ migrations: [IDENTITIES, SIGNS] });
    await insertProduct(pool, { name: 'Men’s glove' });
    await orm.migrator.up({ migrations: [SIGNS, IDENTITIES] });
    const { rows } = await pool.query(
      `select count(*)::int as n from product_search where document @@ '''men''''s'''::tsquery`,
    );
    expect(rows[0].n).toBe(2);
  });
});
