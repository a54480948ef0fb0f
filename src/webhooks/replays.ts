import type { Pool, PoolClient } from 'pg';
import { composeStatement } from '../database/composed-statement.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { kindsOf } from '../events/event-types.ts';
import { expand } from '../events/expand.ts';
import { placeAt } from '../events/list-events.ts';
import type { FeedRow } from '../events/shop-event.ts';
import { readFeed } from '../events/sql/read-feed.ts';
import { newId } from '../ids.ts';
import { holdEndpoint } from './change-endpoints.ts';
import { isFor, type OwedEvent, owedColumns } from './fan-out.ts';
import { WebhookError } from './webhook-error.ts';

/** Rows of the feed in one transaction. */
const ROWS = 100;
/** A transaction that was slow has its place so much later at most, in ms. */
const SLOWEST_MS = 60 * 60_000;

/** Events of a span of time that an endpoint shall get once more. */
export interface Replay {
  id: string;
  endpointId: string;
  from: string;
  to: string;
  onlyFailed: boolean;
}

/**
 * Asks for a replay, in the caller's transaction; the workers carry it out, however long the span.
 * @throws {WebhookError} `no_such_endpoint`, `endpoint_disabled`
 */
export async function askForReplay(
  client: PoolClient,
  endpointId: string,
  { from, to, onlyFailed }: { from: Date; to: Date; onlyFailed: boolean },
): Promise<Replay> {
  const { enabled } = await holdEndpoint(client, endpointId);
  if (!enabled) throw new WebhookError({ kind: 'endpoint_disabled' });
  const id = newId();
  await client.query({
    name: 'webhooks.ask-for-replay',
    text: `insert into webhook_replays (id, endpoint_id, since, until, only_failed) values ($1, $2, $3, $4, $5)`,
    values: [id, endpointId, from, to, onlyFailed],
  });
  return { id, endpointId, from: from.toISOString(), to: to.toISOString(), onlyFailed };
}

/** What is on its way already stays as it is. */
const oweAgain = composeStatement(
  'webhooks.owe-again',
  { owed: owedColumns },
  ({ owed }) => `
    insert into webhook_deliveries as d (${owed.names})
    select * from ${owed.unnestAs('owed')}
    on conflict (endpoint_id, position, place) do update
       set state = 'PENDING', next_attempt_at = now(), attempts_before = d.attempts, settled_at = null
     where d.state <> 'PENDING'`,
);

const oweFailedAgain = composeStatement(
  'webhooks.owe-failed-again',
  { owed: owedColumns },
  ({ owed }) => `
    update webhook_deliveries d
       set state = 'PENDING', next_attempt_at = now(), attempts_before = d.attempts, settled_at = null
      from ${owed.unnestAs('owed')}
     where d.endpoint_id = owed.endpoint_id and d.position = owed.position and d.place = owed.place
       and d.state = 'FAILED'`,
);

interface OpenReplay {
  id: string;
  endpoint_id: string;
  since_ms: number;
  until_ms: number;
  only_failed: boolean;
  position: string | null;
  types: string[];
}

/**
 * Works off a piece of the oldest replay that is open, in a transaction of its own. One at a time does it; one that dies
 * leaves the piece to the next. @returns whether there was one
 */
export function replayOnce(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows: open } = await client.query<OpenReplay>({
      name: 'webhooks.open-replay',
      text: `
        select r.id, r.endpoint_id, r.only_failed, r.position::text, e.types,
               (extract(epoch from r.since) * 1000)::float8 as since_ms, (extract(epoch from r.until) * 1000)::float8 as until_ms
          from webhook_replays r join webhook_endpoints e on e.id = r.endpoint_id
         where r.finished_at is null order by r.id limit 1 for update of r skip locked`,
    });
    const replay = open[0];
    if (!replay) return false;
    const position = replay.position ?? (await placeAt(client, new Date(replay.since_ms))).position;
    const { rows } = await client.query<FeedRow>({
      ...readFeed,
      values: [kindsOf(replay.types), position, ROWS],
    });
    const owed = await owedOf(client, replay, rows);
    if (owed.length > 0) {
      const { statement, values } = (replay.only_failed ? oweFailedAgain : oweAgain).with({ owed });
      await client.query({ ...statement, values: [...values] });
    }
    const last = rows.at(-1);
    const isOver = !last || rows.length < ROWS || last.occurredMs > replay.until_ms + SLOWEST_MS;
    await client.query({
      name: 'webhooks.go-on-with-replay',
      text: `
        update webhook_replays
           set position = $2::bigint + 1, deliveries = deliveries + $3, finished_at = case when $4 then now() end
         where id = $1`,
      values: [replay.id, last?.position ?? position, owed.length, isOver],
    });
    return true;
  });
}

async function owedOf(
  client: PoolClient,
  { endpoint_id: id, types, since_ms, until_ms }: OpenReplay,
  rows: readonly FeedRow[],
): Promise<OwedEvent[]> {
  const inSpan = rows.filter(({ occurredMs }) => occurredMs >= since_ms && occurredMs <= until_ms);
  const events = (await expand(client, inSpan)).flat();
  return events.filter((event) => isFor(event, { id, types })).map((event) => ({ endpointId: id, event }));
}
