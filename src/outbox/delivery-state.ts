import type { Pool } from 'pg';

/** What the database knows of what is owed. */
export interface DeliveryState {
  /** Messages whose job is not over; counted up to `COUNT_AT_MOST`. */
  readonly owed: number;
  /** Age of the oldest of them, in seconds; 0 where nothing is owed. */
  readonly lagSeconds: number;
  /** Messages whose job failed for good and waits for an operator; counted up to `COUNT_AT_MOST`. */
  readonly failed: number;
  /** Messages that are owed and wait for a worker of a version that knows them; counted up to `COUNT_AT_MOST`. */
  readonly unknown: number;
}

/** Counting on costs time and tells nobody more. */
export const COUNT_AT_MOST = 100_000;

/** Cheap whatever the history: it reads the partial indexes of what is owed, failed or unknown, up to a bound. */
export async function readDeliveryState(pool: Pool): Promise<DeliveryState> {
  const { rows } = await pool.query<{
    owed: number;
    lag_seconds: number | null;
    failed: number;
    unknown: number;
  }>({
    name: 'delivery.state',
    text: `
      select (select count(*)::int from (
                select from outbox_messages where settled_at is null limit $1) owed) as owed,
             (select extract(epoch from now() - created_at)::float8 from outbox_messages
               where settled_at is null order by id limit 1) as lag_seconds,
             (select count(*)::int from (
                select from outbox_messages where failed_at is not null limit $1) failed) as failed,
             (select count(*)::int from (
                select from outbox_messages where unknown_since is not null and settled_at is null
                 limit $1) unknown) as unknown`,
    values: [COUNT_AT_MOST],
  });
  const row = rows[0];
  return {
    owed: row?.owed ?? 0,
    lagSeconds: Math.max(0, row?.lag_seconds ?? 0),
    failed: row?.failed ?? 0,
    unknown: row?.unknown ?? 0,
  };
}
