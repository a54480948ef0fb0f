import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/**
 * Why a job failed for good: its attempts were used up; the receiver refuses for good; its payload or name is
 * none that any version knew for days; what it is about is not there; its workers died too often; nobody could tell.
 */
export const outboxFailures = ['exhausted', 'refused', 'invalid', 'missing', 'stalled', 'unknown'] as const;
export type OutboxFailure = (typeof outboxFailures)[number];

/**
 * What a committed change still owes. Written in that change's transaction, published to a queue after
 * it (`publishedAt`), settled when the job succeeded or failed for good (`settledAt`). Until it is
 * settled the relay may publish it again: the queue may have lost it, the database has not.
 *
 * A message whose job failed for good is settled and says so (`failedAt`), so that it is known even when the
 * queue has lost it; another try makes it owed again.
 */
@Entity({ tableName: 'outbox_messages' })
@Check({
  name: 'outbox_messages_failure_known',
  expression: `failure in (${outboxFailures.map((failure) => `'${failure}'`).join(', ')})`,
})
@Check({
  name: 'outbox_messages_failure_complete',
  expression:
    '(failed_at is null) = (failure is null) and (failed_at is null) = (failed_attempts is null) and (failed_at is null) = (failure_detail is null)',
})
@Check({
  name: 'outbox_messages_failed_settled',
  expression: 'failed_at is null or settled_at is not null',
})
@Index({
  name: 'outbox_messages_owed',
  expression: 'create index "outbox_messages_owed" on "outbox_messages" ("id") where settled_at is null',
})
@Index({
  name: 'outbox_messages_done',
  expression:
    'create index "outbox_messages_done" on "outbox_messages" ("settled_at") where settled_at is not null and failed_at is null',
})
@Index({
  name: 'outbox_messages_failed',
  expression:
    'create index "outbox_messages_failed" on "outbox_messages" ("failed_at") where failed_at is not null',
})
@Index({
  name: 'outbox_messages_unpublished',
  expression:
    'create index "outbox_messages_unpublished" on "outbox_messages" ("next_look_at") where settled_at is null and published_at is null',
})
@Index({
  name: 'outbox_messages_published',
  expression:
    'create index "outbox_messages_published" on "outbox_messages" ("next_look_at") where settled_at is null and published_at is not null',
})
@Index({
  name: 'outbox_messages_unknown',
  expression:
    'create index "outbox_messages_unknown" on "outbox_messages" ("unknown_since") where unknown_since is not null and settled_at is null',
})
@Index({
  name: 'outbox_messages_subject',
  expression:
    'create index "outbox_messages_subject" on "outbox_messages" ("subject_id") where subject_id is not null',
})
export class OutboxMessage {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** Name of a job declared in `src/jobs`. */
  @Property({ type: 'string', length: 64 })
  job!: string;

  @Property({ type: 'json' })
  payload!: Record<string, unknown>;

  /** What it is about, such as an order, which may owe any number of messages. Null: an earlier release wrote it. */
  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  subjectId?: string | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  publishedAt?: Date | null;

  /** Until then the relay has no reason to look at it: not at a fresh one, nor again at one that a queue has. */
  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  nextLookAt: Date & Opt = new Date();

  /** A worker met it that does not know its job, or cannot read its payload; it waits for one that can. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  unknownSince?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  settledAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  failedAt?: Date | null;

  @Property({ type: 'string', length: 16, nullable: true })
  failure?: OutboxFailure | null;

  /** What the last attempt said, in one line without addresses and secrets. */
  @Property({ type: 'string', length: 300, nullable: true })
  failureDetail?: string | null;

  /** Attempts that were made until it failed. */
  @Property({ type: 'integer', nullable: true })
  failedAttempts?: number | null;
}
