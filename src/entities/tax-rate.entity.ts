import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/** The class of what says nothing. */
export const STANDARD_CLASS = 'standard';

/**
 * What a country, or a region of it, takes of a class of goods. Of those that are valid at an instant the region's comes
 * before the country's, and then the one that began last: a new rate is a new row, and the old one need not be touched.
 */
@Entity({ tableName: 'tax_rates' })
@Check({ name: 'tax_rates_rate_range', expression: `rate >= 0 and rate <= ${limits.millionths}` })
@Check({ name: 'tax_rates_country_iso', expression: `country ~ '^[A-Z]{2}$'` })
@Check({ name: 'tax_rates_span', expression: 'valid_from < valid_to' })
@Index({
  name: 'tax_rates_unique',
  expression: `create unique index "tax_rates_unique" on "tax_rates" ("country", "tax_class", lower("region"), "valid_from") nulls not distinct`,
})
export class TaxRate {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** ISO 3166-1 alpha-2. */
  @Property({ type: 'character', length: 2 })
  country!: string;

  /** As addresses name it, without regard to case; null: all of the country. */
  @Property({ type: 'string', length: limits.address.region, nullable: true })
  region?: string | null;

  @Property({ type: 'string', length: limits.taxClass, default: STANDARD_CLASS })
  taxClass: string & Opt = STANDARD_CLASS;

  /** Millionths: 190,000 are 19 %. */
  @Property({ type: 'integer' })
  rate!: number;

  @Property({ type: 'string', length: limits.label })
  name!: string;

  /** From this instant on; null: ever since. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  validFrom?: Date | null;

  /** Until before this instant; null: with no end. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  validTo?: Date | null;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}
