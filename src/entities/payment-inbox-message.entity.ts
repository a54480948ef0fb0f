import type { Opt } from '@mikro-orm/core';
import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/**
 * What a provider told by a webhook whose signature was right, kept before it is answered. Not the body, which says who
 * bought: the payments that it is about and, of a provider that cannot be asked, what it says of them.
 */
@Entity({ tableName: 'payment_inbox' })
@Index({
  name: 'payment_inbox_event',
  expression: `create unique index "payment_inbox_event" on "payment_inbox" ("provider", "event_id")`,
})
@Index({
  name: 'payment_inbox_due',
  expression: `create index "payment_inbox_due" on "payment_inbox" ("next_look_at") where settled_at is null`,
})
@Index({
  name: 'payment_inbox_settled',
  expression: `create index "payment_inbox_settled" on "payment_inbox" ("settled_at") where settled_at is not null`,
})
export class PaymentInboxMessage {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'string', length: 32 })
  provider!: string;

  /** The provider's, or the hash of the body where it has none: the same is kept once. */
  @Property({ type: 'string', length: 255 })
  eventId!: string;

  @Property({ type: 'json' })
  refs!: string[];

  /** Ids of payments that the message carries. */
  @Property({ type: 'json' })
  paymentIds!: string[];

  @Property({ type: 'json', nullable: true })
  facts?: Record<string, unknown>[] | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  receivedAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  nextLookAt!: Date & Opt;

  /** It is applied, or nobody knows its payment after a day. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  settledAt?: Date | null;

  /** Whether one of its payments was known. */
  @Property({ type: 'boolean', nullable: true })
  known?: boolean | null;
}
