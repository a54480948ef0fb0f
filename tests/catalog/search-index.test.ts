import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test('no index of products holds a column that a sale changes: sales stay within the page (HOT)', async () => {
  const { rows } = await shop.pool.query<{ index: string; definition: string }>(
    `select indexrelid::regclass::text as index, pg_get_indexdef(indexrelid) as definition
       from pg_index where indrelid = 'products'::regclass`,
  );
  expect(rows.length).toBeGreaterThan(5);
  for (const { definition } of rows) expect(definition).not.toMatch(/stock_quantity|version|updated_at/);
});

test('a sale writes nothing but the row of the product: no trigger, no generated column, no search', async () => {
  const { id } = await shop.product({ name: 'Sold thing', stock: 10 });
  const state = async () =>
    (await shop.pool.query('select xmin, ctid from product_search where product_id = $1', [id])).rows;
  const before = await state();
  expect(before).toHaveLength(1);
  const buyer = await shop.buyerWith([id, 3]);
  expect((await buyer.post('/orders')).status).toBe(201);
  await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: 1, reason: 'Found' });
  expect(await state()).toEqual(before);
  const { rows } = await shop.pool.query(
    `select attname from pg_attribute where attrelid = 'products'::regclass and attgenerated <> ''`,
  );
  expect(rows).toEqual([]);
});

test('many products in one statement, a change and an undone one: what is searched is what is there', async () => {
  const category = (await shop.product()).category;
  await shop.pool.query(
    `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
     select gen_random_uuid(), 'BULK-' || lpad(n::text, 3, '0'), 'Bulk gadget ' || n, c.id, 1, 'GBP', 1
       from generate_series(1, 300) n, categories c where c.name = $1`,
    [category],
  );
  await shop.pool.query('begin; update products set name = upper(name); rollback');
  await shop.pool.query(`update products set name = 'Renamed gadget' where sku = 'BULK-007'`);
  await shop.pool.query(`update products set price = 2 where sku = 'BULK-010'`);
  await shop.pool.query(`update products set price = 3, name = 'Repriced gadget' where sku = 'BULK-011'`);
  await shop.pool.query(`update products set archived_at = now() where sku = 'BULK-008'`);
  await shop.pool.query(
    `update products set archived_at = now() where sku = 'BULK-009';
     update products set archived_at = null where sku = 'BULK-009'`,
  );
  const { rows } = await shop.pool.query(
    `select p.sku from products p join categories c on c.id = p.category_id
       full join product_search s on s.product_id = p.id
      where (s.product_id is null) <> (p.archived_at is not null)
         or s.title <> search_title(p.sku, p.name, p.category_id)
         or s.document <> search_document(s.title, c.name, p.description)
         or coalesce(s.listed_name, s.name) <> lower(p.name) or s.sku <> lower(p.sku) or s.price <> p.price`,
  );
  expect(rows).toEqual([]);
  const found = async (q: string) => (await shop.admin.get(`/products?q=${q}&limit=100`)).body.items.length;
  expect([
    await found('gadget'),
    await found('BULK-008'),
    await found('BULK-009'),
    await found('renamed'),
  ]).toEqual([100, 0, 1, 1]);
});
