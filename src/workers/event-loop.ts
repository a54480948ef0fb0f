import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/in-transaction.ts';
import { sequenceEvents } from '../events/sequence-events.ts';
import { fanOut } from '../webhooks/fan-out.ts';
import { replayOnce } from '../webhooks/replays.ts';
import { type LookLoop, startLooking } from './look-loop.ts';

export interface EventLoopSettings {
  /** Pause where nothing was waiting, in ms: how late an event is in the feed at most, of a worker that keeps up. */
  readonly pollMs: number;
  /** Rows that get their place in one transaction: each may be a batch of orders, owed to every endpoint. */
  readonly limit: number;
}

export const eventLoopDefaults: EventLoopSettings = { pollMs: 200, limit: 100 };

/**
 * Gives what happened its place in the feed, and owes it to the endpoints that listen. Every worker has such a loop, and one of them at a time does it: when it
 * dies, the next one goes on.
 */
export function startEventLoop(
  { pool, log }: { pool: Pool; log: Logger },
  settings: EventLoopSettings = eventLoopDefaults,
): LookLoop {
  return startLooking(() => sequenceOnce(pool, settings.limit), {
    ...settings,
    onLost: (err) => log.warn({ err }, 'events wait for PostgreSQL'),
    onBack: () => log.info('events go on'),
  });
}

/**
 * Gives what waits its place and owes it to whoever listens, in one transaction, and goes on with a replay in another.
 * @returns how many rows got their place; `limit` where there is more to do at once
 */
export async function sequenceOnce(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ waits: boolean; replays: boolean }>({
    name: 'events.look',
    text: `
      select exists (select from pending_events order by id limit 1) as waits,
             exists (select from webhook_replays where finished_at is null) as replays`,
  });
  const replayed = rows[0]?.replays === true && (await replayOnce(pool));
  if (!rows[0]?.waits) return replayed ? limit : 0;
  const sequenced = await inTransaction(pool, async (client) => {
    const events = (await sequenceEvents(client, limit)) ?? [];
    if (events.length > 0) await fanOut(client, events);
    return events.length;
  });
  return replayed ? limit : sequenced;
}
