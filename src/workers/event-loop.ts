import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/in-transaction.ts';
import { sequenceEvents } from '../events/sequence-events.ts';
import { Availability } from '../jobs/availability.ts';

export interface EventLoopSettings {
  /** Pause where nothing was waiting, in ms: how late an event is in the feed at most, of a worker that keeps up. */
  readonly pollMs: number;
  /** Rows that get their place in one transaction. */
  readonly limit: number;
}

export const eventLoopDefaults: EventLoopSettings = { pollMs: 200, limit: 500 };

/** Longest pause while PostgreSQL is gone, in ms. */
const MAX_PAUSE_MS = 5_000;

export interface EventLoop {
  /** Ends after the transaction under way. */
  stop(): Promise<void>;
}

/**
 * Gives what happened its place in the feed. Every worker has such a loop, and one of them at a time does it: when it
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

/** One transaction, where something waits. @returns how many rows got their place */
export async function sequenceOnce(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ waits: boolean }>({
    name: 'events.look',
    text: 'select exists (select from pending_events order by id limit 1) as waits',
  });
  if (!rows[0]?.waits) return 0;
  return inTransaction(pool, async (client) => (await sequenceEvents(client, limit))?.length ?? 0);
}
