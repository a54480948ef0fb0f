import type { Opt } from '@mikro-orm/core';
import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/**
 * An order of this day changed after it may have been rolled up: until that is done again the day is summed up from its
 * orders. A trigger on `order_events` writes it, in the transaction of the change; one row a statement and day, so that
 * nobody waits for anybody.
 */
@Entity({ tableName: 'sales_changes' })
@Index({ name: 'sales_changes_day', properties: ['day'] })
export class SalesChange {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: string & Opt;

  @Property({ type: 'date' })
  day!: string;
}
