import type { Pool } from 'pg';
import type { Seal } from '../accounts/sealed.ts';
import { expand } from '../events/expand.ts';
import { bodyOf, type FeedRow } from '../events/shop-event.ts';
import { readFeedAt } from '../events/sql/read-feed.ts';
import { previousSecretsOf } from './endpoint-view.ts';

/** An endpoint that is sent to. */
export interface Receiver {
  id: string;
  url: string;
  /** The one in force first; empty where they were sealed with another secret of the shop. */
  secrets: Buffer[];
}

/** An attempt that a worker has begun. */
export interface ClaimedDelivery {
  id: string;
  endpoint_id: string;
  event_id: string;
  /** Of this attempt, from 1. */
  attempts: number;
  attempts_before: number;
  /** What is sent; undefined when the event is no longer kept. */
  body: string | undefined;
}

/** The endpoints that are enabled. */
export async function readReceivers(pool: Pool, seal: Seal): Promise<Receiver[]> {
  const { rows } = await pool.query<{ id: string; url: string; secret: Buffer; previous: Buffer[] }>({
    name: 'webhooks.read-receivers',
    text: `
      select id, url, secret,
             array(select decode(secret, 'base64') from ${previousSecretsOf('e')} previous order by until desc) as previous
        from webhook_endpoints e where enabled order by id`,
  });
  return rows.map(({ id, url, secret, previous }) => ({
    id,
    url,
    secrets: [secret, ...previous].flatMap((sealed) => seal.open(sealed, id) ?? []),
  }));
}

/**
 * Begins attempts of what is due, for each endpoint as many as there is room for. Other workers take others meanwhile, and
 * wait for nobody. An attempt that does not end within `leaseMs` counts as lost: it is due again.
 *
 * @param room places by endpoint
 */
export async function claimDeliveries(
  pool: Pool,
  room: ReadonlyMap<string, number>,
  leaseMs: number,
): Promise<ClaimedDelivery[]> {
  const { rows } = await pool.query<Omit<ClaimedDelivery, 'body'> & { position: string; place: number }>({
    name: 'webhooks.claim',
    text: `
      with due as (
        select d.id
          from unnest($1::uuid[], $2::int[]) as room (endpoint_id, places)
         cross join lateral (
           select id from webhook_deliveries
            where endpoint_id = room.endpoint_id and state = 'PENDING' and next_attempt_at <= now()
            order by next_attempt_at limit room.places
              for no key update skip locked) d
      )
      update webhook_deliveries d
         set attempts = d.attempts + 1, next_attempt_at = now() + $3 * interval '1 millisecond'
        from due
       where d.id = due.id
      returning d.id, d.endpoint_id, d.event_id, d.attempts, d.attempts_before, d.position::text, d.place`,
    values: [[...room.keys()], [...room.values()], leaseMs],
  });
  if (rows.length === 0) return [];
  const positions = [...new Set(rows.map(({ position }) => position))];
  const { rows: feed } = await pool.query<FeedRow>({ ...readFeedAt, values: [positions] });
  const events = new Map(
    (await expand(pool, feed)).flatMap((all) => all.map((event) => [keyOf(event), event])),
  );
  return rows.map((row) => {
    const event = events.get(keyOf(row));
    return { ...row, body: event && bodyOf(event) };
  });
}

const keyOf = ({ position, place }: { position: string; place: number }): string => `${position}.${place}`;
