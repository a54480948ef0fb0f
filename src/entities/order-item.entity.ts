import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { moneyTotalColumn } from './columns.ts';
import { Order } from './order.entity.ts';
import { Product } from './product.entity.ts';

/** A line of an order with what the product was when it was bought; later changes do not reach it. */
@Entity({ tableName: 'order_items' })
@Check({ name: 'order_items_quantity_range', expression: `quantity >= 1 and quantity <= ${limits.quantity}` })
@Check({ name: 'order_items_price_range', expression: `unit_price >= 0 and unit_price <= ${limits.price}` })
@Check({ name: 'order_items_line_total', expression: 'line_total = unit_price::bigint * quantity' })
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

  /** Version that the sale gave the product: with it, the sale's stock movement. NULL: written by the release before. */
  @Property({ type: 'integer', nullable: true })
  productVersion?: number | null;
}
