import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { moneyTotalColumn } from './columns.ts';
import { Order } from './order.entity.ts';
import { Product } from './product.entity.ts';

/**
 * A line of an order with what the product was when it was bought; later changes do not reach it. How many of its units
 * were cancelled, shipped and brought back changes under the lock of the order's row.
 */
@Entity({ tableName: 'order_items' })
@Check({ name: 'order_items_quantity_range', expression: `quantity >= 1 and quantity <= ${limits.quantity}` })
@Check({ name: 'order_items_price_range', expression: `unit_price >= 0 and unit_price <= ${limits.price}` })
@Check({ name: 'order_items_line_total', expression: 'line_total = unit_price::bigint * quantity' })
@Check({ name: 'order_items_discount_range', expression: 'discount >= 0 and discount <= line_total' })
@Check({ name: 'order_items_tax_range', expression: `tax >= 0 and tax <= ${limits.total}` })
@Check({
  name: 'order_items_tax_rate_range',
  expression: `tax_rate >= 0 and tax_rate <= ${limits.millionths}`,
})
@Check({
  name: 'order_items_open_range',
  expression: 'cancelled >= 0 and fulfilled >= 0 and cancelled + fulfilled <= quantity',
})
@Check({ name: 'order_items_returned_range', expression: 'returned >= 0 and returned <= fulfilled' })
@Check({
  name: 'order_items_restocked_range',
  expression: 'restocked >= 0 and restocked <= cancelled + returned',
})
export class OrderItem {
  [PrimaryKeyProp]?: ['order', 'position'];

  @ManyToOne(() => Order, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  /** Place on the order, from 0: the order in which the cart was filled. */
  @PrimaryKey({ type: 'integer' })
  position!: number;

  /** Without a foreign key: the movement of its sale has one, is written by the same statement, and is never removed. */
  @ManyToOne(() => Product, { ref: true, index: false, createForeignKeyConstraint: false })
  product!: Ref<Product>;

  @Property({ type: 'string', length: 64 })
  sku!: string;

  @Property({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'integer' })
  unitPrice!: number;

  @Property({ type: 'integer' })
  quantity!: number;

  @Property({ ...moneyTotalColumn })
  lineTotal!: number;

  /** Its share of what was taken off the order. NULL: nothing was. */
  @Property({ ...moneyTotalColumn, nullable: true })
  discount?: number | null;

  /** Tax in what is left or on top of it, as the order's prices are. NULL: none. */
  @Property({ ...moneyTotalColumn, nullable: true })
  tax?: number | null;

  /** Millionths; NULL: no rate was known for it. */
  @Property({ type: 'integer', nullable: true })
  taxRate?: number | null;

  /** Version that the sale gave the product: with it, the sale's stock movement. NULL: written by the release before. */
  @Property({ type: 'integer', nullable: true })
  productVersion?: number | null;

  /** Units that will never be shipped. */
  @Property({ type: 'integer', default: 0 })
  cancelled: number & Opt = 0;

  /** Units that were handed over to a carrier. */
  @Property({ type: 'integer', default: 0 })
  fulfilled: number & Opt = 0;

  /** Units of those that came back. */
  @Property({ type: 'integer', default: 0 })
  returned: number & Opt = 0;

  /** Units, cancelled or returned, that are for sale again: what the ledger has as cancellations and returns. */
  @Property({ type: 'integer', default: 0 })
  restocked: number & Opt = 0;
}
