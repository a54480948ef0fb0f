import { Worker } from 'bullmq';
import { workerRedis } from '../../src/jobs/queue-connection.ts';

/** A process with one bare worker whose jobs do nothing: the reference of the delivery benchmark. */
const [url = '', queue = '', concurrency = '1'] = process.argv.slice(2);
const worker = new Worker(queue, async () => {}, {
  connection: workerRedis(url, 'no-op'),
  concurrency: Number(concurrency),
});
worker.on('error', () => {});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
await worker.waitUntilReady();
process.send?.({ type: 'ready' });
