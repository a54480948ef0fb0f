import type { Pool } from 'pg';
import { withTimeout } from '../async/timeout.ts';
import { createBatcher } from '../batching/batcher.ts';
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
  /** Notes what was published, all that came meanwhile at once; what cannot be noted is published again. */
  const mark = async (): Promise<void> => {
    clearTimeout(markTimer);
    markTimer = undefined;
    const ids = published;
    published = [];
    if (ids.length > 0) await markPublished(pool, ids).catch((error) => leave(ids.length, error));
  };
  const commands = createBatcher<OutboxRow, void>({
    async run(rows) {
      try {
        await queues.addBulk(rows);
        for (const row of rows) published.push(row.id);
        markTimer ??= setTimeout(mark, MARK_EVERY_MS);
      } catch (error) {
        leave(rows.length, error);
      }
      return rows.map(() => undefined);
    },
    slots: 1,
    pauseMs: PAUSE_MS,
    maxItems: BATCH,
    maxWeight: BATCH,
    maxWaiting: MAX_PENDING,
  });
  /** They go in the order in which they came: when this one is through, all are. */
  let newest: Promise<void> = Promise.resolve();

  return {
    publish(rows) {
      const room = MAX_PENDING - commands.waiting;
      if (rows.length > room) leave(rows.length - room, new Error('too many rows wait to be published'));
      for (const row of rows.slice(0, room)) newest = commands.submit(row);
    },
    request(name, payload) {
      jobs[name].make(payload);
      queues.request(name, payload).catch((error) => leave(0, error));
    },
    async flush(withinMs) {
      await withTimeout(withinMs, newest.then(mark)).catch(() => {});
    },
  };
}
