import { counted, duration } from '../format.ts';
import { critical, degraded, type Health, ok, unknown } from '../health.ts';
import type { Overview } from './collect.ts';

/** PostgreSQL that takes longer than this to answer a small question is slow, in ms. */
const SLOW_MS = 250;
/** One that takes no longer answers at once, in ms: nobody notices less. */
const AT_ONCE_MS = 50;
/** A transaction that is open for longer keeps vacuum from its work, in ms. */
const LONG_TRANSACTION_MS = 5 * 60_000;
/** From this share on, something is nearly full. */
const NEARLY_FULL = 0.9;

export function databaseHealth({ database, own }: Overview): Health {
  if (!database.ok) {
    return critical(
      database.late
        ? 'PostgreSQL did not answer within a second. Orders wait for it, and are refused after that (503).'
        : 'PostgreSQL cannot be reached: orders and reads are refused (503) until it is back.',
    );
  }
  const { connections, maxConnections, answeredInMs, lockWaits, oldestTransactionMs } = database.value;
  if (connections > maxConnections * NEARLY_FULL) {
    return critical(`${connections} of ${maxConnections} connections are taken: the next ones are refused.`);
  }
  if (own.pool.waiting > 0) {
    return degraded(
      `${counted(own.pool.waiting, 'request')} of this process wait for a connection of its pool.`,
    );
  }
  if (answeredInMs > SLOW_MS)
    return degraded(`Slow: a small question took ${duration(answeredInMs)}.`, 'Slow');
  if (oldestTransactionMs > LONG_TRANSACTION_MS) {
    return degraded(
      `A transaction is open since ${duration(oldestTransactionMs)}, so vacuum cannot clean up.`,
      'Look',
    );
  }
  const answers =
    answeredInMs <= AT_ONCE_MS ? 'Answers at once.' : `Answers, after ${duration(answeredInMs)}.`;
  return ok(lockWaits > 0 ? `${answers} ${counted(lockWaits, 'session')} wait for a lock.` : answers);
}

export function redisHealth({ redis }: Overview): Health {
  if (redis === undefined) return ok('Not used: jobs run on PostgreSQL, and the cache lives in memory.');
  if (!redis.ok)
    return critical('Redis cannot be reached: orders go on, mail waits, reads come from PostgreSQL.');
  const { policy, usedBytes, maxBytes, writes } = redis.value;
  if (!writes) return critical('Redis cannot write to its disk. Orders go on; its log says why.');
  if (maxBytes > 0 && usedBytes > maxBytes * NEARLY_FULL) {
    return critical('Nearly full. A full Redis takes no jobs: orders go on, mail waits for room.');
  }
  if (policy !== 'noeviction') {
    const when = maxBytes > 0 ? 'once it is full' : 'once it has a memory limit';
    return degraded(`It would throw jobs away ${when}: set maxmemory-policy to noeviction.`, 'Change');
  }
  return ok('Answers at once, and keeps jobs when it is full.');
}

export function processesHealth({ queues, redis, database }: Overview): Health {
  const workers = workersSeen(queues);
  if (workers === 0)
    return critical('No worker is seen: what is owed waits. Start one with npm run start:worker.');
  const apis = redis?.ok ? redis.value.apis : undefined;
  const api = apis && apis > 0 ? counted(apis, 'API process', 'API processes') : 'This API process';
  if (workers === undefined) {
    return unknown(
      database.ok ? `${api}; workers are seen through the queues, which do not answer.` : `${api}.`,
    );
  }
  return ok(`${api} and ${counted(workers, 'worker')} are connected.`);
}

/** Every worker process takes from all queues; undefined when nobody could be asked. */
export function workersSeen(queues: Overview['queues']): number | undefined {
  return queues.ok ? Math.max(0, ...queues.value.map((queue) => queue.workers)) : undefined;
}
