import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn } from './columns.ts';
import type { FeedKind } from './pending-event.entity.ts';

/**
 * What happened, in the order in which it could be seen. A row comes with every statement that placed orders or changed
 * something, and is read as the events of its subjects. Written by the sequencer alone, never changed, removed after
 * `limits.eventDays`.
 */
@Entity({ tableName: 'event_feed' })
@Index({ name: 'event_feed_kind', properties: ['kind', 'position'] })
@Index({ name: 'event_feed_sequenced', properties: ['sequencedAt', 'position'] })
export class FeedEntry {
  /** Who has read up to one has missed nothing: a smaller one never comes later. */
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  position!: string;

  /** One of `feedKinds`; not a CHECK: there will be more, and the feed is large by then. */
  @Property({ type: 'string', length: 32 })
  kind!: FeedKind;

  @Property({ type: 'array', columnType: 'uuid[]' })
  subjects!: string[];

  @Property({ type: 'json', nullable: true })
  states?: object[] | null;

  @Property({ type: 'datetime', ...timestampColumn })
  occurredAt!: Date;

  /** Grows with the position; never before what it tells of. */
  @Property({ type: 'datetime', ...timestampColumn })
  sequencedAt!: Date;
}
