import type { Opt } from '@mikro-orm/core';
import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';
import { STANDARD_CLASS } from './tax-rate.entity.ts';

/** A way in which the shop sends things. Orders keep a copy of what it cost them. */
@Entity({ tableName: 'shipping_methods' })
@Check({ name: 'shipping_methods_price_range', expression: `price >= 0 and price <= ${limits.price}` })
@Check({
  name: 'shipping_methods_free_above_range',
  expression: `free_above >= 0 and free_above <= ${limits.total}`,
})
@Check({ name: 'shipping_methods_weight_range', expression: 'min_weight >= 0 and max_weight >= 0' })
@Check({ name: 'shipping_methods_weight_band', expression: 'min_weight <= max_weight' })
@Check({ name: 'shipping_methods_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
export class ShippingMethod {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'string', length: limits.label })
  name!: string;

  /** ISO 3166-1 alpha-2; none: it goes everywhere. */
  @Property({ type: 'array', columnType: 'text[]', defaultRaw: "'{}'" })
  countries: string[] & Opt = [];

  /** Minor units of `currency`, with tax in it where the shop's prices include it. */
  @Property({ type: 'integer' })
  price!: number;

  @Property({ type: 'character', length: 3 })
  currency!: string;

  /** Goods of so much, discounts taken off, are sent for nothing. */
  @Property({ ...moneyTotalColumn, nullable: true })
  freeAbove?: number | null;

  /** Grams of the lightest and the heaviest cart that it takes. */
  @Property({ type: 'integer', nullable: true })
  minWeight?: number | null;

  @Property({ type: 'integer', nullable: true })
  maxWeight?: number | null;

  @Property({ type: 'string', length: limits.taxClass, default: STANDARD_CLASS })
  taxClass: string & Opt = STANDARD_CLASS;

  /** For whoever chooses: how long it takes. */
  @Property({ type: 'string', length: limits.shippingText, default: '' })
  description: string & Opt = '';

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}
