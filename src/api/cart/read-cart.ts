import type { Pool } from 'pg';
import type { Static } from 'typebox';
import type { Product } from '../../entities/index.ts';
import type { CartItemSchema, CartSchema } from './schemas.ts';

export type CartItemView = Static<typeof CartItemSchema>;
export type CartView = Static<typeof CartSchema>;

interface Row {
  id: string;
  product_id: string;
  sku: string;
  name: string;
  price: number;
  currency: string;
  quantity: number;
  available: number;
}

/** A customer's cart with today's prices and stock, in the order in which it was filled. */
export async function readCart(pool: Pool, userId: string, emptyCurrency: string): Promise<CartView> {
  const { rows } = await pool.query<Row>({
    name: 'cart.read',
    text: `
      select c.id, c.product_id, p.sku, p.name, p.price, p.currency, c.quantity,
             case when p.archived_at is null then p.stock_quantity else 0 end as available
        from cart_items c join products p on p.id = c.product_id
       where c.user_id = $1
       order by c.id`,
    values: [userId],
  });
  const items = rows.map(
    (row): CartItemView => ({
      id: row.id,
      productId: row.product_id,
      sku: row.sku,
      name: row.name,
      unitPrice: row.price,
      quantity: row.quantity,
      lineTotal: row.price * row.quantity,
      available: row.available,
    }),
  );
  return {
    items,
    // Beyond 2^53 this loses its last digits; such a cart cannot be ordered (order_too_large).
    total: items.reduce((sum, item) => sum + item.lineTotal, 0),
    currency: rows[0]?.currency ?? emptyCurrency,
  };
}

/** One line, from the product that a change of the cart has at hand. */
export function viewOfLine(id: string, product: Product, quantity: number): CartItemView {
  return {
    id,
    productId: product.id,
    sku: product.sku,
    name: product.name,
    unitPrice: product.price,
    quantity,
    lineTotal: product.price * quantity,
    available: product.archivedAt ? 0 : product.stockQuantity,
  };
}
