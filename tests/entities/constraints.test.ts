import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../setup/api.ts';
import { insertCart, insertProduct, insertUser } from '../setup/records.ts';

let database: Database;
let product: string;
let user: string;
let order: string;
beforeAll(async () => {
  database = await openDatabase();
  product = (await insertProduct(database.pool, { sku: 'TAKEN', category: 'mugs', stock: 5 })).id;
  user = await insertUser(database.pool);
  await insertCart(database.pool, user, [[product, 1]]);
  const { rows } = await database.pool.query(
    `insert into orders (id, user_id, total, currency) values (gen_random_uuid(), $1, 200, 'GBP') returning id`,
    [user],
  );
  order = rows[0].id;
  await database.pool.query(
    `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
     values ($1, 0, $2, 'S', 'N', 100, 2, 200)`,
    [order, product],
  );
});
afterAll(() => database.close());

/** Runs a statement that PostgreSQL must refuse. @returns the constraint that did */
async function refusal(sql: string): Promise<string> {
  const named = sql
    .replaceAll(':product', `'${product}'`)
    .replaceAll(':user', `'${user}'`)
    .replaceAll(':order', `'${order}'`);
  const error = await database.pool.query(named).then(
    () => undefined,
    (reason) => reason,
  );
  return error?.constraint ?? `not refused by a constraint: ${error}`;
}

const itemWith = (fields: string) =>
  `update order_items set ${fields} where order_id = :order and position = 0`;

describe('the database itself refuses', () => {
  test.each([
    ['stock below zero', 'products_stock_range', 'update products set stock_quantity = -1'],
    ['stock beyond its bound', 'products_stock_range', 'update products set stock_quantity = 1000000001'],
    ['a price below zero', 'products_price_range', 'update products set price = -1'],
    ['a price beyond its bound', 'products_price_range', 'update products set price = 100000001'],
    ['a product without weight', 'products_weight_range', 'update products set weight = 0'],
    [
      'a coupon used more often than its limit',
      'coupons_used_range',
      `insert into coupons (id, code, kind, usage_limit, used) values (gen_random_uuid(), 'A', 'freeShipping', 1, 2)`,
    ],
    [
      'a coupon of more than all',
      'coupons_value_range',
      `insert into coupons (id, code, kind, value) values (gen_random_uuid(), 'A', 'percent', 1000001)`,
    ],
    [
      'a coupon of an amount in no currency',
      'coupons_currency_given',
      `insert into coupons (id, code, kind, value) values (gen_random_uuid(), 'A', 'amount', 1)`,
    ],
    [
      'an automatic discount of more than all',
      'discounts_value_range',
      `insert into discounts (id, name, kind, value) values (gen_random_uuid(), 'A', 'percent', 1000001)`,
    ],
    [
      'an automatic discount of products that names none',
      'discounts_scope_given',
      `insert into discounts (id, name, kind, value, scope) values (gen_random_uuid(), 'A', 'percent', 1, 'products')`,
    ],
    [
      'an automatic discount of units that are got for nothing bought',
      'discounts_units',
      `insert into discounts (id, name, kind, value, get_quantity) values (gen_random_uuid(), 'A', 'buyXGetY', 1, 1)`,
    ],
    [
      'a tax rate twice from one instant on',
      'tax_rates_unique',
      `insert into tax_rates (id, country, region, rate, name)
       select gen_random_uuid(), 'DE', region, 1, 'VAT' from (values ('Bavaria'), ('BAVARIA')) r (region)`,
    ],
    [
      'a tax rate that ends before it begins',
      'tax_rates_span',
      `insert into tax_rates (id, country, rate, name, valid_from, valid_to)
       values (gen_random_uuid(), 'DE', 1, 'VAT', '2027-01-01', '2027-01-01')`,
    ],
    [
      'a shipping method for weights from more to less',
      'shipping_methods_weight_band',
      `insert into shipping_methods (id, name, price, currency, min_weight, max_weight)
       values (gen_random_uuid(), 'Parcel', 1, 'GBP', 2, 1)`,
    ],
    ['a currency in lower case', 'products_currency_iso', `update products set currency = 'gbp'`],
    ['a currency of two letters', 'products_currency_iso', `update products set currency = 'GB'`],
    [
      'a SKU twice among products for sale',
      'products_sku_unique',
      `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
       select gen_random_uuid(), sku, name, category_id, price, currency, 0 from products`,
    ],
    ['a category slug in upper case', 'categories_slug_lower_case', `update categories set slug = 'Mugs'`],
    [
      'a category twice',
      'categories_slug_unique',
      'insert into categories (id, slug, name) select gen_random_uuid(), slug, name from categories',
    ],
    ['an e-mail in upper case', 'users_email_lower_case', `update users set email = 'Ada@example.org'`],
    [
      'an e-mail twice',
      'users_email_unique',
      `insert into users (id, email, name, password_hash) select gen_random_uuid(), email, 'n', 'h' from users`,
    ],
    ['a role that is none', 'users_role_check', `update users set role = 'ROOT'`],
    ['a cart line of nothing', 'cart_items_quantity_range', 'update cart_items set quantity = 0'],
    ['a cart line beyond its bound', 'cart_items_quantity_range', 'update cart_items set quantity = 1000001'],
    [
      'a product twice in one cart',
      'cart_items_user_product_unique',
      `insert into cart_items (id, user_id, product_id, quantity) values (gen_random_uuid(), :user, :product, 1)`,
    ],
    ['an order item of nothing', 'order_items_quantity_range', itemWith('quantity = 0, line_total = 0')],
    ['an order item below zero', 'order_items_price_range', itemWith('unit_price = -1, line_total = -2')],
    ['a line total that is not price times quantity', 'order_items_line_total', itemWith('line_total = 201')],
    ['an order total below zero', 'orders_total_range', 'update orders set total = -1'],
    [
      'an order total that JSON cannot say exactly',
      'orders_total_range',
      'update orders set total = 9007199254740992',
    ],
    ['an order in no currency', 'orders_currency_iso', `update orders set currency = '£  '`],
    ['an order status that is none', 'orders_status_check', `update orders set status = 'LOST'`],
    [
      'more units shipped and cancelled than ordered',
      'order_items_open_range',
      itemWith('cancelled = 1, fulfilled = 2'),
    ],
    [
      'more units brought back than shipped',
      'order_items_returned_range',
      itemWith('fulfilled = 1, returned = 2'),
    ],
    [
      'more units for sale again than came back',
      'order_items_restocked_range',
      itemWith('cancelled = 1, fulfilled = 1, returned = 1, restocked = 3'),
    ],
    [
      'an end of time for an order that is placed',
      'orders_expiry_pending',
      'update orders set expires_at = now()',
    ],
    [
      'more money given back than taken',
      'orders_amounts_range',
      'update orders set captured = 1, refunded = 2',
    ],
    [
      'a fulfillment status that is none',
      'orders_fulfillment_status_check',
      `update orders set fulfillment_status = 'LOST'`,
    ],
    [
      'a return status that is none',
      'orders_return_status_check',
      `update orders set return_status = 'LOST'`,
    ],
    [
      'a stock movement of nothing',
      'stock_movements_delta_nonzero',
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values (:product, 2, 0, 'sale', 5)`,
    ],
    [
      'a stock movement to below zero',
      'stock_movements_resulting_range',
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values (:product, 2, -6, 'sale', -1)`,
    ],
    [
      'a stock movement for no reason of the list',
      'stock_movements_reason_check',
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values (:product, 2, -1, 'theft', 4)`,
    ],
    [
      'two changes of a product under one version',
      'stock_movements_pkey',
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values (:product, 1, -1, 'sale', 4)`,
    ],
    ['removing a product that was ordered', '_product_id_foreign', 'delete from products'],
    ['removing a customer who ordered', 'orders_user_id_foreign', 'delete from users'],
    ['removing an order with items', 'order_items_order_id_foreign', 'delete from orders'],
  ])('%s', async (_, constraint, sql) => {
    expect(await refusal(sql)).toContain(constraint);
  });

  test('but lets an archived product give its SKU back', async () => {
    const archived = await insertProduct(database.pool, { sku: 'REUSED' });
    await database.pool.query('update products set archived_at = now() where id = $1', [archived.id]);
    await expect(insertProduct(database.pool, { sku: 'REUSED' })).resolves.toMatchObject({ sku: 'REUSED' });
  });
});

describe.each([
  ['the stock ledger', 'stock_movements', 'truncate products cascade'],
  ['the timeline of orders', 'order_events', 'truncate orders cascade'],
])('%s only grows', (_, table, truncateOther) => {
  test.each([
    ['UPDATE', `update ${table} set created_at = now()`],
    ['UPDATE of no row', `update ${table} set created_at = now() where false`],
    ['DELETE', `delete from ${table}`],
    ['TRUNCATE', `truncate ${table}`],
    ['TRUNCATE by way of another table', truncateOther],
  ])('%s is refused', async (_, sql) => {
    await expect(database.pool.query(sql)).rejects.toThrow(`${table} is append-only`);
  });
});
