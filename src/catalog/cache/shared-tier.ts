import type { Redis } from 'ioredis';
import { withTimeout } from '../../async/timeout.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';

/** Answers that processes share, and what they know of which are asked for. Never fails: it may be gone or slow. */
export interface SharedTier {
  get(key: string): Promise<SharedAnswer | undefined>;
  /** For `lifeMs` and no longer. */
  put(key: string, snapshot: Snapshot, text: string, lifeMs: number): Promise<void>;
  /** Adds to how often these were served lately. */
  countUses(uses: readonly (readonly [key: string, uses: number])[]): Promise<void>;
  /** What was served most, by all processes, in the last minutes. */
  hottest(amount: number): Promise<string[]>;
}

export interface SharedAnswer {
  snapshot: Snapshot;
  text: string;
  lifeMs: number;
}

/** A cache that takes longer than this is worse than none, in ms. */
const TIMEOUT_MS = 100;
/** After it was too slow it is left alone for this long, in ms, or every miss would wait for it. */
const PAUSE_MS = 1_000;
/** How long a look at Redis's clock is good for, in ms; each answer that is looked for brings one along. */
const CLOCK_MS = 10_000;
/** Larger answers than this, in characters, stay in the process. */
const MAX_TEXT = 256 * 1_024;
/** Uses are counted in spans of this length; the current one and the one before make "lately". */
const SPAN_MS = 5 * 60_000;
/** Of each span, the keys that are used most. */
const MAX_COUNTED = 200;

export function createSharedTier(redis: Redis, onFault: (error: unknown) => void): SharedTier {
  let pausedUntil = 0;
  const attempt = async <T>(command: () => Promise<T>): Promise<T | undefined> => {
    if (redis.status !== 'ready' || performance.now() < pausedUntil) return undefined;
    try {
      return await withTimeout(TIMEOUT_MS, command());
    } catch (error) {
      pausedUntil = performance.now() + PAUSE_MS;
      onFault(error);
      return undefined;
    }
  };
  /** Redis's clock less ours. Read a little late, so that nothing lives for longer than it should. */
  let clock: { aheadMs: number; readAt: number } | undefined;
  const noteTime = ([seconds, micros]: readonly (string | number)[]): void => {
    const readAt = performance.now();
    clock = { aheadMs: Number(seconds) * 1_000 + Number(micros) / 1_000 - readAt, readAt };
  };
  const span = (back: number) => `catalog:uses:${Math.floor(Date.now() / SPAN_MS) - back}`;

  return {
    async get(key) {
      const name = `catalog:answer:${key}`;
      const found = await attempt(() => redis.multi().get(name).pttl(name).time().exec());
      const [entry, life, time] = found?.map(([, answer]) => answer) ?? [];
      if (Array.isArray(time)) noteTime(time);
      if (typeof entry !== 'string' || typeof life !== 'number' || life <= 0) return undefined;
      const end = entry.indexOf('\n');
      try {
        return { snapshot: parseSnapshot(entry.slice(0, end)), text: entry.slice(end + 1), lifeMs: life };
      } catch {
        return undefined;
      }
    },
    async put(key, snapshot, text, lifeMs) {
      if (text.length > MAX_TEXT || lifeMs < 1) return;
      const end = performance.now() + lifeMs;
      if (clock === undefined || performance.now() - clock.readAt > CLOCK_MS) {
        const time = await attempt(() => redis.time());
        if (time) noteTime(time);
      }
      if (clock === undefined) return;
      const entry = `${snapshot.text}\n${text}`;
      // Until an instant and not for a while: a Redis that hung may carry this out long after it was sent.
      const endsAt = Math.floor(end + clock.aheadMs);
      await attempt(() => redis.set(`catalog:answer:${key}`, entry, 'PXAT', endsAt));
    },
    async countUses(uses) {
      if (uses.length === 0) return;
      const name = span(0);
      await attempt(() => {
        const commands = redis.multi();
        for (const [key, times] of uses) commands.zincrby(name, times, key);
        return commands
          .zremrangebyrank(name, 0, -MAX_COUNTED - 1)
          .pexpire(name, 2 * SPAN_MS)
          .exec();
      });
    },
    async hottest(amount) {
      const keys = await attempt(() => redis.zunion(2, span(0), span(1)));
      return keys?.reverse().slice(0, amount) ?? [];
    },
  };
}
