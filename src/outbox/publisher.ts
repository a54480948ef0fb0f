import type { Pool } from 'pg';
import { withTimeout } from '../async/timeout.ts';
import { type JobPayload, jobs, type RequestedJobName } from '../jobs/catalogue.ts';
import type { JobQueues } from '../jobs/queues.ts';
import type { OutboxRow } from './enqueue.ts';
import { markPublished } from './sql/mark-published.ts';

/** Publishes what a commit owes, soon and without anybody waiting for it. The relay has the rest. */
export interface Publisher {
  /** Call after the commit. Never throws, never waits. */
  publish(rows: readonly OutboxRow[]): void;
  /** Asks for a job that is merely wished for. Never throws, never waits; lost while the queues are gone. */
  request<Name extends RequestedJobName>(name: Name, payload: JobPayload<Name>): void;
  /** Ends when everything so far is published or left to the relay, or after `withinMs`. */
  flush(withinMs: number): Promise<void>;
}

export interface PublisherHooks {
  /** Rows were left to the relay; told at most once in ten seconds, with how many since the last time. */
  onLeftBehind(rows: number, cause: unknown): void;
}

/** Rows that wait in memory at most; what is over is left to the relay. */
const MAX_PENDING = 10_000;
/** Rows in one command. */
const BATCH = 500;
/**
 * Least time between the beginnings of two commands, in ms. Rows that come meanwhile share the next one, which
 * costs little more than a row alone; a quiet shop's row goes out at once.
 */
const PAUSE_MS = 25;
/**
 * How long a note of what was published is put off, in ms, so that many share one statement and most jobs are
 * over before it is due. Well below the time after which the relay takes an unpublished row for left behind.
 */
const MARK_EVERY_MS = 250;
const REPORT_EVERY_MS = 10_000;

export function createPublisher(queues: JobQueues, pool: Pool, hooks: PublisherHooks): Publisher {
  let pending: OutboxRow[] = [];
  let running: Promise<void> | undefined;
  let pumpTimer: NodeJS.Timeout | undefined;
  let pumpedAt = Number.NEGATIVE_INFINITY;
  let published: string[] = [];
  let markTimer: NodeJS.Timeout | undefined;
  let leftBehind = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;

  const leave = (rows: number, cause: unknown): void => {
    leftBehind += rows;
    if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
    hooks.onLeftBehind(leftBehind, cause);
    leftBehind = 0;
    reportedAt = performance.now();
  };
  const publishBatch = async (rows: OutboxRow[]): Promise<void> => {
    try {
      await queues.addBulk(rows);
      for (const row of rows) published.push(row.id);
      markTimer ??= setTimeout(mark, MARK_EVERY_MS);
    } catch (error) {
      leave(rows.length, error);
    }
  };
  /** Notes what was published, all that came meanwhile at once; what cannot be noted is published again. */
  const mark = async (): Promise<void> => {
    clearTimeout(markTimer);
    markTimer = undefined;
    const ids = published;
    published = [];
    if (ids.length > 0) await markPublished(pool, ids).catch((error) => leave(ids.length, error));
  };
  /** One command at a time. */
  const pump = (): void => {
    clearTimeout(pumpTimer);
    pumpTimer = undefined;
    if (running || pending.length === 0) return;
    pumpedAt = performance.now();
    const batch = pending.slice(0, BATCH);
    pending = pending.slice(BATCH);
    running = publishBatch(batch).finally(() => {
      running = undefined;
      pumpSoon();
    });
  };
  const pumpSoon = (): void => {
    if (running || pending.length === 0) return;
    pumpTimer ??= setTimeout(pump, Math.max(0, pumpedAt + PAUSE_MS - performance.now()));
  };

  return {
    publish(rows) {
      const room = MAX_PENDING - pending.length;
      if (rows.length > room) leave(rows.length - room, new Error('too many rows wait to be published'));
      pending.push(...rows.slice(0, room));
      pumpSoon();
    },
    request(name, payload) {
      jobs[name].make(payload);
      queues.request(name, payload).catch((error) => leave(0, error));
    },
    async flush(withinMs) {
      const done = (async () => {
        for (pump(); running; pump()) await running;
        await mark();
      })();
      await withTimeout(withinMs, done).catch(() => {});
    },
  };
}
