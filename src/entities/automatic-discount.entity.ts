import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { discountEnd } from './live-discounts-sql.ts';

export const discountKinds = ['percent', 'amount', 'buyXGetY'] as const;
export type DiscountKind = (typeof discountKinds)[number];
export const discountScopes = ['order', 'category', 'products'] as const;
export type DiscountScope = (typeof discountScopes)[number];

/** What is taken off without a code, from whatever order has what it asks for. Orders keep a copy of what it took off. */
@Entity({ tableName: 'discounts' })
@Check({
  name: 'discounts_value_range',
  expression: `value between 1 and case kind when 'amount' then ${limits.total} else ${limits.millionths} end`,
})
@Check({
  name: 'discounts_units',
  expression: `case kind when 'buyXGetY' then buy_quantity is not null and get_quantity is not null else buy_quantity is null and get_quantity is null end`,
})
@Check({
  name: 'discounts_units_range',
  expression: `buy_quantity >= 1 and buy_quantity <= ${limits.quantity} and get_quantity >= 1 and get_quantity <= ${limits.quantity} and min_quantity >= 1`,
})
@Check({
  name: 'discounts_scope_given',
  expression: `(category is not null) = (scope = 'category') and (cardinality(product_ids) > 0) = (scope = 'products')`,
})
@Check({
  name: 'discounts_products_count',
  expression: `cardinality(product_ids) <= ${limits.discountProducts}`,
})
@Check({ name: 'discounts_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Check({
  name: 'discounts_currency_given',
  expression: `currency is not null or (kind <> 'amount' and min_total is null)`,
})
@Check({ name: 'discounts_min_total_range', expression: `min_total >= 0 and min_total <= ${limits.total}` })
@Check({ name: 'discounts_span', expression: 'starts_at < ends_at' })
@Index({
  name: 'discounts_enabled',
  expression: `create index "discounts_enabled" on "discounts" ((${discountEnd})) where enabled`,
})
export class AutomaticDiscount {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** As buyers read it. */
  @Property({ type: 'string', length: limits.label })
  name!: string;

  @Enum({ items: () => [...discountKinds], type: 'string', length: 16 })
  kind!: DiscountKind;

  /** Millionths of what it is for (`percent`) or of the units that are got (`buyXGetY`), minor units off it (`amount`). */
  @Property({ ...moneyTotalColumn })
  value!: number;

  /** Of `value` and `minTotal`; a discount that has one is for orders in it alone. */
  @Property({ type: 'character', length: 3, nullable: true })
  currency?: string | null;

  @Enum({ items: () => [...discountScopes], type: 'string', length: 16, default: 'order' })
  scope: DiscountScope & Opt = 'order';

  /** Slug of the category that it is for. */
  @Property({ type: 'string', length: limits.category, nullable: true })
  category?: string | null;

  /** The products that it is for. No keys: products are never deleted, and one that left the shop is in no order. */
  @Property({ type: 'array', columnType: 'uuid[]', defaultRaw: "'{}'" })
  productIds: string[] & Opt = [];

  /** What the lines that it is for have to come to, before anything is taken off. */
  @Property({ ...moneyTotalColumn, nullable: true })
  minTotal?: number | null;

  /** Units that there have to be of what it is for. */
  @Property({ type: 'integer', nullable: true })
  minQuantity?: number | null;

  /** Who pays for so many units gets so many more, the cheapest ones, for less. */
  @Property({ type: 'integer', nullable: true })
  buyQuantity?: number | null;

  @Property({ type: 'integer', nullable: true })
  getQuantity?: number | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  startsAt?: Date | null;

  /** It is no longer taken off from this instant on. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  endsAt?: Date | null;

  /** Those with more of it come first. */
  @Property({ type: 'integer', default: 0 })
  priority: number & Opt = 0;

  /** Whether others may be taken off beside it. */
  @Property({ type: 'boolean', default: true })
  combinable: boolean & Opt = true;

  @Property({ type: 'boolean', default: true })
  enabled: boolean & Opt = true;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}
