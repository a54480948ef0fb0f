import type { Pool } from 'pg';
import { Gauge, type Registry } from 'prom-client';
import type { JobQueues } from '../jobs/queues.ts';
import { lookOnce, stateGauges } from '../process/state-gauges.ts';
import { readDeliveryState } from './delivery-state.ts';

const queueStates = ['waiting', 'active', 'delayed', 'failed'] as const;

/**
 * Gauges of what is owed and of the queues, the same from every process. A scrape costs a look into three partial
 * indexes, at most once in five seconds.
 */
export function registerDeliveryMetrics(registry: Registry, pool: Pool, queues: JobQueues): void {
  const gauge = stateGauges(registry, () => readDeliveryState(pool));
  const depths = lookOnce(() => readDepths(queues));
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
  new Gauge({
    name: 'holdfast_queue_jobs',
    help: 'Jobs in a queue, by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
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
