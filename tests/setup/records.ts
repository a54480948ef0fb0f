import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** Rows that tests begin with, written straight into the database. */

export interface ProductRecord {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  price: number;
  currency: string;
  stock: number;
}

let serial = 0;

export async function insertProduct(pool: Pool, fields: Partial<ProductRecord> = {}): Promise<ProductRecord> {
  serial++;
  const product: ProductRecord = {
    id: uuidv7(),
    sku: `SKU-${serial}`,
    name: `Product ${serial}`,
    description: '',
    category: 'Things',
    price: 100,
    currency: 'GBP',
    stock: 1_000,
    ...fields,
  };
  const category = await pool.query<{ id: string }>(
    `insert into categories (id, slug, name) values ($1, lower($2), $2)
     on conflict (slug) do update set name = categories.name returning id`,
    [uuidv7(), product.category],
  );
  await pool.query(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      product.id,
      product.sku,
      product.name,
      product.description,
      category.rows[0]!.id,
      product.price,
      product.currency,
      product.stock,
    ],
  );
  if (product.stock > 0) {
    await pool.query(
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values ($1, 1, $2, 'import', $2)`,
      [product.id, product.stock],
    );
  }
  return product;
}

/** An account that never logs in with a password. */
export async function insertUser(pool: Pool, role: 'ADMIN' | 'CUSTOMER' = 'CUSTOMER'): Promise<string> {
  const id = uuidv7();
  await pool.query(
    `insert into users (id, email, name, password_hash, role) values ($1, $2, 'Test', 'none', $3)`,
    [id, `${id}@example.org`, role],
  );
  return id;
}

/** @param lines product ids and quantities, in the order in which the cart is filled */
export async function insertCart(
  pool: Pool,
  userId: string,
  lines: readonly (readonly [productId: string, quantity: number])[],
): Promise<void> {
  await pool.query(
    `insert into cart_items (id, user_id, product_id, quantity)
     select id, $1, product_id, quantity
       from unnest($2::uuid[], $3::uuid[], $4::int[]) as l (id, product_id, quantity)`,
    [userId, lines.map(() => uuidv7()), lines.map(([id]) => id), lines.map(([, quantity]) => quantity)],
  );
}

export async function stockOf(pool: Pool, productId: string): Promise<number> {
  const { rows } = await pool.query('select stock_quantity from products where id = $1', [productId]);
  return rows[0].stock_quantity;
}

export async function count(
  pool: Pool,
  table: string,
  where = 'true',
  values: unknown[] = [],
): Promise<number> {
  const { rows } = await pool.query(`select count(*)::int as n from ${table} where ${where}`, values);
  return rows[0].n;
}
