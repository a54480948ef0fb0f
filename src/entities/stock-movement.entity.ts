import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Product } from './product.entity.ts';

export const movementReasons = [
  'sale',
  'adjustment',
  'import',
  'cancellation',
  'return',
  'reconciliation',
] as const;
export type MovementReason = (typeof movementReasons)[number];

/**
 * The stock ledger: one row for every change of a product's stock, written in the same transaction.
 * Append-only, which triggers of the first migration hold. Ordered per product by the version that the
 * change gave the product, then by the place inside that change.
 */
@Entity({ tableName: 'stock_movements' })
@Check({ name: 'stock_movements_delta_nonzero', expression: 'delta <> 0' })
@Check({ name: 'stock_movements_resulting_range', expression: 'resulting_quantity >= 0' })
export class StockMovement {
  [PrimaryKeyProp]?: ['product', 'productVersion', 'position'];

  @ManyToOne(() => Product, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  product!: Ref<Product>;

  @PrimaryKey({ type: 'integer' })
  productVersion!: number;

  @PrimaryKey({ type: 'integer' })
  position: number & Opt = 0;

  @Property({ type: 'integer' })
  delta!: number;

  @Enum({ items: () => [...movementReasons], type: 'string', length: 16 })
  reason!: MovementReason;

  /** The order of a sale, a cancellation or a return, the administrator of an adjustment. */
  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  reference?: string | null;

  /** Why, in the administrator's words. */
  @Property({ type: 'string', length: 200, nullable: true })
  note?: string | null;

  @Property({ type: 'integer' })
  resultingQuantity!: number;

  /** The database's clock while it holds the product's row, so that time follows `productVersion`. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;
}
