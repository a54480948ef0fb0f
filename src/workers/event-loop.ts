import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/in-transaction.ts';
import { sequenceEvents } from '../events/sequence-events.ts';
import { Availability } from '../jobs/availability.ts';
import { fanOut } from '../webhooks/fan-out.ts';
import { replayOnce } from '../webhooks/replays.ts';

export interface EventLoopSettings {
  /** Pause where nothing was waiting, in ms: how late an event is in the feed at most, of a worker that keeps up. */
  readonly pollMs: number;
  /** Rows that get their place in one transaction: each may be a batch of orders, owed to every endpoint. */
  readonly limit: number;
}

export const eventLoopDefaults: EventLoopSettings = { pollMs: 200, limit: 100 };

/** Longest pause while PostgreSQL is gone, in ms. */
const MAX_PAUSE_MS = 5_000;

export interface EventLoop {
  /** Ends after the transaction under way. */
  stop(): Promise<void>;
}

/**
 * Gives what happened its place in the feed, and owes it to the endpoints that listen. Every worker has such a loop, and one of them at a time does it: when it
 * dies, the next one goes on.
 */
export function startEventLoop(
  { pool, log }: { pool: Pool; log: Logger },
  settings: EventLoopSettings = eventLoopDefaults,
): EventLoop {
  const stopping = new AbortController();
  const outage = new Availability({
    onLost: (err) => log.warn({ err }, 'events wait for PostgreSQL'),
    onBack: () => log.info('events go on'),
  });
  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs = settings.pollMs;
      try {
        if ((await sequenceOnce(pool, settings.limit)) === settings.limit) pauseMs = 0;
        failures = 0;
        outage.back();
      } catch (error) {
        outage.lost(error);
        pauseMs = Math.min(MAX_PAUSE_MS, settings.pollMs * 2 ** Math.min(failures++, 10));
      }
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
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
