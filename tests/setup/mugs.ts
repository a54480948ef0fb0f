import type { Pool } from 'pg';

let serial = 0;

/** The body of a product that an administrator adds; each has a SKU of its own. */
export const mug = (more: object = {}) => ({
  sku: `MUG-${++serial}`,
  name: 'Mug',
  category: 'Kitchen',
  price: 1299,
  stockQuantity: 5,
  ...more,
});

/** What the stock ledger says of a product, oldest first. */
export async function ledgerOf(pool: Pool, productId: string) {
  const { rows } = await pool.query(
    'select delta, reason, note, reference, resulting_quantity from stock_movements where product_id = $1 order by product_version, position',
    [productId],
  );
  return rows;
}
