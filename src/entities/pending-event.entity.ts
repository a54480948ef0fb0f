import type { Opt } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';

/** What a row of the feed is about; src/events/expand.ts makes events of it. */
export const feedKinds = ['orders', 'unpaid_orders', 'order_changes', 'stock', 'endpoints'] as const;
export type FeedKind = (typeof feedKinds)[number];

/**
 * What happened and has no place in the feed yet: triggers write it into the transaction in which it happens, and the
 * sequencer takes it out once it can see it (src/events). So it holds what was committed a moment ago.
 */
@Entity({ tableName: 'pending_events' })
export class PendingEvent {
  /** Follows the order of locks: of one order, or one product, what happened first has the smaller one. */
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: string;

  @Property({ type: 'string', length: 32 })
  kind!: FeedKind;

  /** Orders, events of orders, products or webhook endpoints. */
  @Property({ type: 'array', columnType: 'uuid[]' })
  subjects!: string[];

  /** Of each subject, how it was then, where no other row keeps that. */
  @Property({ type: 'json', nullable: true })
  states?: object[] | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  occurredAt!: Date & Opt;
}
