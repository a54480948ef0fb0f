import type { EntityManager } from '@mikro-orm/postgresql';
import { OutboxMessage } from '../entities/outbox-message.entity.ts';
import { newId } from '../ids.ts';
import { type JobPayload, jobs, type OwedJobName, type RecordMailName } from '../jobs/catalogue.ts';
import type { OwedJob } from '../jobs/queues.ts';

/** What an outbox message is about. */
export interface About {
  /** Id of an order, or of whatever else it is found by. One subject may owe any number of messages. */
  readonly subjectId: string;
}

/** One row of outbox_messages: what it takes to publish the job that it owes, and what that is about. */
export interface OutboxRow<Name extends OwedJobName = OwedJobName> extends OwedJob<Name>, About {}

/** Makes a row for callers who write it with SQL of their own. @throws {PayloadError} */
export function outboxRow<Name extends OwedJobName>(
  job: Name,
  payload: JobPayload<Name>,
  { subjectId }: About,
): OutboxRow<Name> {
  return { id: newId(), job, payload: jobs[job].make(payload) as JobPayload<Name>, subjectId };
}

/**
 * Makes the row of a mail about one thing that happened to an order: it is found by the order, and its delivery is
 * recorded by the record's own id, so that an order may have any number of each kind. @throws {PayloadError}
 */
export function recordMailRow<Name extends RecordMailName>(
  job: Name,
  record: { readonly orderId: string; readonly recordId: string },
): OutboxRow<Name> {
  return outboxRow(job, record as JobPayload<Name>, { subjectId: record.orderId });
}

/**
 * Owes a job. The row is written by the caller's next flush, in the caller's transaction: it is there
 * exactly when the change is. Hand what this returns to `publish` after the commit; without it the relay
 * finds the row within seconds.
 *
 * @throws {PayloadError}
 */
export function enqueue<Name extends OwedJobName>(
  em: EntityManager,
  job: Name,
  payload: JobPayload<Name>,
  about: About,
): OutboxRow<Name> {
  const row = outboxRow(job, payload, about);
  em.persist(em.create(OutboxMessage, { ...row, payload: { ...row.payload } }));
  return row;
}
