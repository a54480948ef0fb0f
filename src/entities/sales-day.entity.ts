import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';

/** A day of UTC whose sales are rolled up. */
@Entity({ tableName: 'sales_days' })
export class SalesDay {
  @PrimaryKey({ type: 'date' })
  day!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  rolledUpAt: Date & Opt = new Date();
}
