import type { Opt } from '@mikro-orm/core';
import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { v7 as uuidv7 } from 'uuid';
import { timestampColumn, uuidColumn } from './columns.ts';

/**
 * What a committed change still owes. Written in that change's transaction, published to a queue after
 * it (`publishedAt`), settled when the job succeeded or failed for good (`settledAt`). Until it is
 * settled the relay may publish it again: the queue may have lost it, the database has not.
 */
@Entity({ tableName: 'outbox_messages' })
@Index({
  name: 'outbox_messages_owed',
  expression: 'create index "outbox_messages_owed" on "outbox_messages" ("id") where settled_at is null',
})
@Index({
  name: 'outbox_messages_settled',
  expression:
    'create index "outbox_messages_settled" on "outbox_messages" ("settled_at") where settled_at is not null',
})
export class OutboxMessage {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = uuidv7();

  /** Name of a job declared in `src/jobs`. */
  @Property({ type: 'string', length: 64 })
  job!: string;

  @Property({ type: 'json' })
  payload!: Record<string, unknown>;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  publishedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  settledAt?: Date | null;
}
