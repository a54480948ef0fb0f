import { Queue } from 'bullmq';
import { producerRedis } from '../../src/jobs/queue-connection.ts';
import { startNoOpWorker } from './processes.ts';
import { until } from './until.ts';

/** Jobs of one command. */
const CHUNK = 500;
const POLL_MS = 20;

/** Jobs that do nothing, in a worker process of their own: what the machine could do of any jobs. */
export interface BareJobs {
  /** @returns jobs a second */
  measure(jobs: number): Promise<number>;
  stop(): Promise<void>;
}

export async function startBareJobs(redisUrl: string, concurrency: number): Promise<BareJobs> {
  const connection = producerRedis(redisUrl, 'bench');
  const queue = new Queue('bare', { connection });
  const worker = await startNoOpWorker(redisUrl, 'bare', concurrency);
  return {
    async measure(jobs) {
      const began = performance.now();
      for (let n = 0; n < jobs; n += CHUNK)
        await queue.addBulk(
          Array.from({ length: Math.min(CHUNK, jobs - n) }, () => ({ name: 'no-op', data: {} })),
        );
      await until(async () => (await queue.getCompletedCount()) >= jobs, POLL_MS);
      const seconds = (performance.now() - began) / 1_000;
      await queue.clean(0, 0, 'completed');
      return jobs / seconds;
    },
    async stop() {
      await worker.stop();
      await queue.close();
      connection.disconnect();
    },
  };
}
