import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { moneyTotalColumn, timestampColumn, uuidColumn } from './columns.ts';

export const couponKinds = ['percent', 'amount', 'freeShipping'] as const;
export type CouponKind = (typeof couponKinds)[number];

/** A code that takes something off. `used` is stock: a CHECK keeps it within its limit, whoever is in a hurry. */
@Entity({ tableName: 'coupons' })
@Check({ name: 'coupons_code_upper_case', expression: 'code = upper(code)' })
@Check({
  name: 'coupons_value_range',
  expression: `case kind when 'percent' then value between 1 and ${limits.millionths} when 'amount' then value between 1 and ${limits.total} else value = 0 end`,
})
@Check({ name: 'coupons_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Check({
  name: 'coupons_currency_given',
  expression: `currency is not null or (kind <> 'amount' and min_total is null)`,
})
@Check({ name: 'coupons_min_total_range', expression: `min_total >= 0 and min_total <= ${limits.total}` })
@Check({ name: 'coupons_span', expression: 'starts_at < ends_at' })
@Check({ name: 'coupons_used_range', expression: 'used >= 0 and used <= usage_limit' })
@Check({ name: 'coupons_limits_range', expression: 'usage_limit >= 1 and per_customer_limit >= 1' })
export class Coupon {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** In upper case, so that people may type it as they like. */
  @Property({ type: 'string', length: limits.couponCode })
  @Unique({ name: 'coupons_code_unique' })
  code!: string;

  @Enum({ items: () => [...couponKinds], type: 'string', length: 16 })
  kind!: CouponKind;

  /** Millionths of the lines (`percent`), minor units off them (`amount`), 0 (`freeShipping`). */
  @Property({ ...moneyTotalColumn, default: 0 })
  value: number & Opt = 0;

  /** Of `value` and `minTotal`; a coupon that has one is for orders in it alone. */
  @Property({ type: 'character', length: 3, nullable: true })
  currency?: string | null;

  /** What the lines have to come to, before anything is taken off. */
  @Property({ ...moneyTotalColumn, nullable: true })
  minTotal?: number | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  startsAt?: Date | null;

  /** It is no longer taken from this instant on. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  endsAt?: Date | null;

  /** Orders that may have it, all together and of one buyer. */
  @Property({ type: 'integer', nullable: true })
  usageLimit?: number | null;

  @Property({ type: 'integer', nullable: true })
  perCustomerLimit?: number | null;

  @Property({ type: 'boolean', default: false })
  firstOrderOnly: boolean & Opt = false;

  /** Orders that have it. */
  @Property({ type: 'integer', default: 0 })
  used: number & Opt = 0;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}
