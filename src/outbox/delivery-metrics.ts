import type { Pool } from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { shareFor, withTimeout } from '../async/timeout.ts';
import type { JobQueues } from '../jobs/queues.ts';
import { type DeliveryState, readDeliveryState } from './delivery-state.ts';

/** Scrapes within this time share one look at database and queues, in ms. */
const FRESH_MS = 5_000;
/** A scrape waits this long for either, in ms; what is away is missing from its answer. */
const TIMEOUT_MS = 1_000;

const queueStates = ['waiting', 'active', 'delayed', 'failed'] as const;

/**
 * Gauges of what is owed and of the queues, the same from every process. A scrape costs a look into three partial
 * indexes, at most once in five seconds.
 */
export function registerDeliveryMetrics(registry: Registry, pool: Pool, queues: JobQueues): void {
  const registers = [registry];
  const state = shareFor(FRESH_MS, () => withTimeout(TIMEOUT_MS, readDeliveryState(pool)));
  const depths = shareFor(FRESH_MS, () => withTimeout(TIMEOUT_MS, readDepths(queues)));
  const gauge = (name: string, help: string, read: (state: DeliveryState) => number | undefined) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.reset();
        const value = await state().then(read, () => undefined);
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });

  gauge(
    'holdfast_outbox_owed',
    'Outbox messages whose job is not over (counted up to 100,000)',
    (s) => s.owed,
  );
  gauge(
    'holdfast_outbox_lag_seconds',
    'Age of the oldest outbox message whose job is not over',
    (s) => s.lagSeconds,
  );
  gauge(
    'holdfast_outbox_failed',
    'Outbox messages whose job failed for good and waits for an operator',
    (s) => s.failed,
  );
  gauge(
    'holdfast_outbox_unknown',
    'Owed outbox messages that wait for a worker of a version that knows their job; alarm when it lasts',
    (s) => s.unknown,
  );
  gauge(
    'holdfast_stock_drift_products',
    'Products whose stock, ledger and orders disagreed at the last reconciliation; alarm above 0',
    (s) => s.drift?.products,
  );
  gauge(
    'holdfast_stock_reconciled_timestamp_seconds',
    'When stock was reconciled last, as Unix time',
    (s) => s.drift && s.drift.reconciledAt.getTime() / 1_000,
  );
  new Gauge({
    name: 'holdfast_queue_jobs',
    help: 'Jobs in a queue, by state',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { queue, state, jobs } of await depths().catch(() => [])) this.set({ queue, state }, jobs);
    },
  });
}

async function readDepths(queues: JobQueues): Promise<{ queue: string; state: string; jobs: number }[]> {
  if (!queues.isReady()) return [];
  const counts = await Promise.all(
    queues.all.map(async (queue) => {
      const found = await queue.getJobCounts(...queueStates);
      return queueStates.map((state) => ({ queue: queue.name, state, jobs: found[state] ?? 0 }));
    }),
  );
  return counts.flat();
}
