import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';

/** A month of UTC whose totals are those of its days. Whoever writes one of them anew removes it. */
@Entity({ tableName: 'sales_months' })
export class SalesMonth {
  /** Its first day. */
  @PrimaryKey({ type: 'date' })
  month!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  rolledUpAt: Date & Opt = new Date();
}
