import type { Pool } from 'pg';
import type { CartView } from './cart-view.ts';

interface Row {
  id: string;
  product_id: string;
  sku: string;
  name: string;
  price: number;
  currency: string;
  quantity: number;
  stock_quantity: number;
  archived: boolean;
}

/**
 * A customer's cart with today's prices and stock, in the order in which it was filled. Its currency is that of the
 * first product that is still for sale; `total` is the sum of what can be ordered together: not of what has left the
 * shop or changed its currency meanwhile, whose lines are there with `available` 0.
 */
export async function readCart(pool: Pool, userId: string, emptyCurrency: string): Promise<CartView> {
  const { rows } = await pool.query<Row>({
    name: 'cart.read',
    text: `
      select c.id, c.product_id, p.sku, p.name, p.price, p.currency, c.quantity,
             p.stock_quantity, p.archived_at is not null as archived
        from cart_items c join products p on p.id = c.product_id
       where c.user_id = $1
       order by c.id`,
    values: [userId],
  });
  const currency = (rows.find((row) => !row.archived) ?? rows[0])?.currency ?? emptyCurrency;
  const canBeOrdered = (row: Row) => !row.archived && row.currency === currency;
  return {
    items: rows.map((row) => ({
      id: row.id,
      productId: row.product_id,
      sku: row.sku,
      name: row.name,
      unitPrice: row.price,
      currency: row.currency,
      quantity: row.quantity,
      lineTotal: row.price * row.quantity,
      available: canBeOrdered(row) ? row.stock_quantity : 0,
    })),
    // Beyond 2^53 this loses its last digits; such a cart cannot be ordered (order_too_large).
    total: rows.filter(canBeOrdered).reduce((sum, row) => sum + row.price * row.quantity, 0),
    currency,
  };
}
