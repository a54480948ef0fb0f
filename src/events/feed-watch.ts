import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { endOf } from './list-events.ts';

/** How often the end of the feed is looked at while somebody waits, in ms; by all of a process together. */
const LOOK_MS = 250;

/** Tells those who wait in one process that the feed has grown. */
export interface FeedWatch {
  /** Waits until there is something at or behind a position, the signal aborts, or PostgreSQL does not answer. */
  grown(position: string, signal: AbortSignal): Promise<void>;
}

/** One statement for all who wait, however many they are; none while nobody does. */
export function watchFeed(pool: Pool): FeedWatch {
  let next: Promise<bigint> | undefined;
  const look = async (): Promise<bigint> => {
    await sleep(LOOK_MS);
    next = undefined;
    return BigInt(await endOf(pool));
  };
  return {
    async grown(position, signal) {
      const stopped = new Promise<'stopped'>((resolve) => {
        signal.addEventListener('abort', () => resolve('stopped'), { once: true });
      });
      while (!signal.aborted) {
        next ??= look();
        next.catch(() => {});
        const end = await Promise.race([next, stopped]);
        if (end === 'stopped' || end > BigInt(position)) return;
      }
    },
  };
}
