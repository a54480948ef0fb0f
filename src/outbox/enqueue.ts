import type { EntityManager } from '@mikro-orm/postgresql';
import { OutboxMessage } from '../entities/outbox-message.entity.ts';
import { newId } from '../ids.ts';
import { type JobPayload, jobs, type OwedJobName } from '../jobs/catalogue.ts';
import type { OwedJob } from '../jobs/queues.ts';

/** One row of outbox_messages: what it takes to publish the job that it owes. */
export type OutboxRow<Name extends OwedJobName = OwedJobName> = OwedJob<Name>;

/** Makes a row for callers who write it with SQL of their own. @throws {PayloadError} */
export function outboxRow<Name extends OwedJobName>(job: Name, payload: JobPayload<Name>): OutboxRow<Name> {
  return { id: newId(), job, payload: jobs[job].make(payload) as JobPayload<Name> };
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
): OutboxRow<Name> {
  const row = outboxRow(job, payload);
  em.persist(em.create(OutboxMessage, { id: row.id, job, payload: { ...row.payload } }));
  return row;
}
