import type { Pool } from 'pg';

/** How the sending of webhooks stands, in all endpoints together. */
export interface WebhookState {
  /** Endpoints that there are. */
  readonly endpoints: number;
  /** Of these, disabled because they were gone, or took nothing for days: not those that somebody disabled. */
  readonly disabled: number;
  /** Enabled ones whose last attempts failed. */
  readonly failing: number;
  /** Deliveries that enabled endpoints are owed; counted up to `MOST_PENDING`. */
  readonly pending: number;
  /** Age of the oldest of those counted, in seconds; null where nothing is owed. */
  readonly oldestPendingSeconds: number | null;
  /** For how long one is due that nobody has begun to send, in seconds; null where none is. */
  readonly lateSeconds: number | null;
  /** For how long the oldest event waits for its place in the feed, in seconds; null where none does. */
  readonly feedLagSeconds: number | null;
}

/** Counting on costs time and tells nobody more. */
export const MOST_PENDING = 20_000;

/** Cheap whatever the history: a walk along the index of what is pending, up to a bound. */
export async function readWebhookState(pool: Pool): Promise<WebhookState> {
  const { rows } = await pool.query<WebhookState>({
    name: 'webhooks.state',
    text: `
      select e.*, p.*,
             (select extract(epoch from now() - occurred_at)::float8 from pending_events order by id limit 1)
               as "feedLagSeconds",
             (select extract(epoch from now() - min(due.at))::float8
                from (select id from webhook_endpoints where enabled) on_
               cross join lateral (
                 select next_attempt_at as at from webhook_deliveries
                  where endpoint_id = on_.id and state = 'PENDING' and next_attempt_at <= now()
                  order by next_attempt_at limit 1) due) as "lateSeconds"
        from (select count(*)::int as endpoints,
                     count(*) filter (where disabled_reason in ('gone', 'failing'))::int as disabled,
                     count(*) filter (where enabled and failing_since is not null)::int as failing
                from webhook_endpoints where deleted_at is null) e,
             (select count(*)::int as pending,
                     extract(epoch from now() - min(created_at))::float8 as "oldestPendingSeconds"
                from (select owed.created_at
                        from (select id from webhook_endpoints where enabled) on_
                       cross join lateral (
                         select created_at from webhook_deliveries
                          where endpoint_id = on_.id and state = 'PENDING'
                          order by next_attempt_at limit $1) owed
                       limit $1) counted) p`,
    values: [MOST_PENDING],
  });
  return rows[0]!;
}
