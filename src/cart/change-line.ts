import type { Pool } from 'pg';
import { CartError } from './cart-error.ts';
import type { CartItemView } from './cart-view.ts';
import { type LineRow, setLineQuantity } from './sql/set-line-quantity.ts';

/**
 * Locks the line alone.
 *
 * @returns the line as this change left it
 * @throws {CartError} `no_such_item` when it is not in this customer's cart
 */
export async function setQuantity(
  pool: Pool,
  userId: string,
  lineId: string,
  quantity: number,
): Promise<CartItemView> {
  const { rows } = await pool.query<LineRow>({ ...setLineQuantity, values: [lineId, userId, quantity] });
  const [row] = rows;
  if (!row) throw new CartError('no_such_item');
  return {
    id: row.id,
    productId: row.product_id,
    sku: row.sku,
    name: row.name,
    unitPrice: row.price,
    currency: row.currency,
    quantity,
    lineTotal: row.price * quantity,
    available: row.can_be_ordered ? row.stock_quantity : 0,
  };
}

/** Locks the line alone. @throws {CartError} `no_such_item` when it is not in this customer's cart */
export async function removeFromCart(pool: Pool, userId: string, lineId: string): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'cart.remove-line',
    text: `delete from cart_items where id = $1 and user_id = $2`,
    values: [lineId, userId],
  });
  if (rowCount === 0) throw new CartError('no_such_item');
}
