import type { Pool } from 'pg';
import { integer, text, timestamptz, uuid } from '../database/column-types.ts';
import { type Columns, composeStatement } from '../database/composed-statement.ts';
import type { DeliveryState } from '../entities/webhook-delivery.entity.ts';

/** An attempt that is over. */
export interface FinishedAttempt {
  deliveryId: string;
  endpointId: string;
  number: number;
  startedAt: Date;
  durationMs: number;
  status: number | null;
  error: string | null;
  response: string | null;
  /** Of the delivery from then on. */
  state: DeliveryState;
  /** Until the next attempt of one that is still owed. */
  pauseMs: number;
}

const columns: Columns<FinishedAttempt> = {
  delivery_id: uuid.of((attempt) => attempt.deliveryId),
  endpoint_id: uuid.of((attempt) => attempt.endpointId),
  number: integer.of((attempt) => attempt.number),
  started_at: timestamptz.of((attempt) => attempt.startedAt),
  duration_ms: integer.of((attempt) => attempt.durationMs),
  status: integer.orNull((attempt) => attempt.status),
  error: text.orNull((attempt) => attempt.error),
  response: text.orNull((attempt) => attempt.response),
  state: text.of((attempt) => attempt.state),
  pause_ms: integer.of((attempt) => attempt.pauseMs),
};

/**
 * A delivery goes by its newest attempt, unless an older one has succeeded after all. `failing_since` changes with the first
 * failure and the first success after it, and costs nothing in between.
 */
const record = composeStatement(
  'webhooks.record-attempts',
  { attempts: columns },
  ({ attempts }) => `
    with over as materialized (
      select * from ${attempts.unnestAs('attempts')}
    ), logged as (
      insert into webhook_attempts (delivery_id, number, started_at, duration_ms, status, error, response)
      select d.id, number, started_at, duration_ms, status, error, response
        from over join webhook_deliveries d on d.id = delivery_id
      on conflict do nothing
    ), moved as (
      update webhook_deliveries d
         set state = over.state, next_attempt_at = now() + over.pause_ms * interval '1 millisecond',
             settled_at = case when over.state <> 'PENDING' then now() end
        from over
       where d.id = over.delivery_id and d.state = 'PENDING'
         and (d.attempts = over.number or over.state = 'SUCCEEDED')
    ), outcomes as (
      select endpoint_id, bool_or(state = 'SUCCEEDED') as has_succeeded from over group by endpoint_id
    )
    update webhook_endpoints e
       set failing_since = case when has_succeeded then null else now() end
      from outcomes
     where e.id = outcomes.endpoint_id and (e.failing_since is null) <> has_succeeded`,
);

/** Writes down attempts that are over, in one statement. */
export async function recordAttempts(pool: Pool, attempts: readonly FinishedAttempt[]): Promise<void> {
  const { statement, values } = record.with({ attempts });
  await pool.query({ ...statement, values: [...values] });
}

/** Of these endpoints, those that have failed for so long without one success. */
export async function findFailing(
  pool: Pool,
  endpointIds: readonly string[],
  forMs: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'webhooks.find-failing',
    text: `
      select id from webhook_endpoints
       where id = any($1::uuid[]) and enabled and failing_since < now() - $2 * interval '1 millisecond'`,
    values: [endpointIds, forMs],
  });
  return rows.map(({ id }) => id);
}
