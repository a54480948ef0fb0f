import { MOST } from '../../../outbox/sql/read-backlog.ts';
import { counted, duration, listed } from '../format.ts';
import { critical, degraded, type Health, ok, unknown } from '../health.ts';
import type { Overview } from './collect.ts';
import type { QueueFigures } from './read-queues.ts';

/** What is owed for longer than this is late, and for longer than that wants somebody, in ms. */
const LATE_MS = 30_000;
const LONG_MS = 10 * 60_000;
/** Checkouts that wait longer than a batch or two: some hundred. */
const MANY_CHECKOUTS = 200;

/** Jobs live in Redis, and it is not there, or it is and says nothing. */
export function isRedisGone({ backend, queuesReady, redis }: Overview): boolean {
  return backend === 'redis' && (!queuesReady || redis?.ok === false);
}

export function ordersHealth({ orders, database, own }: Overview): Health {
  if (!database.ok) {
    return critical(
      'PostgreSQL does not answer: no order can be taken. Buyers are told to come back (503), and lose nothing by it.',
    );
  }
  if (own.checkoutsWaiting > MANY_CHECKOUTS) {
    return degraded(`${counted(own.checkoutsWaiting, 'checkout')} wait in this process for their batch.`);
  }
  if (!orders.ok) return unknown('Orders could not be counted in time.');
  if (orders.value.hour === 0) return ok('Ready. No order came in the last hour.');
  return ok('Orders are taken as they come.');
}

export function mailHealth(overview: Overview): Health {
  const { backlog, queues } = overview;
  if (!backlog.ok) return unknown('PostgreSQL did not say in time what is owed.');
  const { owed, mails, failedMails, oldestOwedMs } = backlog.value;
  if (owed === 0 && failedMails > 0) {
    return degraded(
      `Nothing waits, but ${counted(failedMails, 'mail')} could not be delivered: see the failed jobs.`,
      'Needs you',
    );
  }
  if (owed === 0) return ok('Everything that was owed is delivered.');
  const what =
    owed >= MOST
      ? `more than ${counted(MOST, 'mail')}`
      : mails === owed
        ? counted(mails, 'mail')
        : counted(owed, 'owed job');
  const wait = owed === 1 ? 'waits' : 'wait';
  const age = oldestOwedMs ?? 0;
  const waiting = `${what} ${wait}, the oldest for ${duration(age)}`;
  if (isRedisGone(overview)) return degraded(`Redis cannot be reached: orders go on, ${waiting}.`, 'Waiting');
  if (age < LATE_MS) return ok(`${sentence(what)} ${owed === 1 ? 'is' : 'are'} on the way.`);
  if (queues.ok && queues.value.find((queue) => queue.name === 'mail')?.workers === 0) {
    return critical(`No worker takes mail: ${waiting}. Start one with npm run start:worker.`);
  }
  const retried = queues.ok && queues.value.some((queue) => queue.name === 'mail' && queue.retrying > 0);
  const why = retried ? ' The mail server does not take them; they are tried again.' : '';
  return (age < LONG_MS ? degraded : critical)(`Behind: ${waiting}.${why}`);
}

export function queuesHealth(overview: Overview): Health {
  const { queues } = overview;
  if (isRedisGone(overview))
    return unknown('They are in Redis, which cannot be reached. What is owed stays in the outbox.');
  if (!queues.ok) return unknown('The queues did not answer in time.');
  const named = (found: QueueFigures[]) => listed(found.map((queue) => sentence(queue.name)));
  const idle = queues.value.filter((queue) => queue.workers === 0);
  if (idle.length > 0) {
    return critical(
      `No worker is connected to ${named(idle)}: jobs wait. Start one with npm run start:worker.`,
    );
  }
  const paused = queues.value.filter((queue) => queue.paused);
  if (paused.length > 0)
    return degraded(`${named(paused)} is paused: jobs wait until it is resumed.`, 'Paused');
  const late = queues.value.filter((queue) => (queue.oldestWaitingMs ?? 0) > LATE_MS);
  if (late.length > 0)
    return degraded(`${named(late)} has jobs that have waited for more than ${duration(LATE_MS)}.`);
  return ok('Workers are connected to every queue, and no job waits for long.');
}

export function failedHealth({ queues, backlog }: Overview): Health {
  const inQueues = queues.ok ? queues.value.reduce((sum, queue) => sum + queue.failed, 0) : undefined;
  const inOutbox = backlog.ok ? backlog.value.failed : 0;
  if (inQueues === undefined && inOutbox === 0) return unknown('The queues cannot be asked for failed jobs.');
  const failed = Math.max(inQueues ?? 0, inOutbox);
  if (failed === 0) return ok('No job has failed for good.');
  const words = `${counted(failed, 'job')} failed for good and ${failed === 1 ? 'waits' : 'wait'} for somebody: read why, put it right, retry.`;
  const forgotten =
    inOutbox > (inQueues ?? 0) ? ' Those that no queue has any more: npm run jobs -- failed.' : '';
  return degraded(words + forgotten, 'Needs you');
}

export function outboxHealth(overview: Overview): Health {
  const { backlog } = overview;
  if (!backlog.ok) return unknown('PostgreSQL did not answer in time.');
  const { unknown: unread } = backlog.value;
  if (unread > 0) {
    return degraded(
      `${counted(unread, 'message')} ${unread === 1 ? 'waits' : 'wait'} for a worker of a newer version that knows the job: npm run jobs -- waiting.`,
      'Waiting',
    );
  }
  const lag = backlog.value.oldestUnpublishedMs ?? 0;
  if (backlog.value.unpublished === 0) return ok('Everything owed was handed to a queue.');
  if (isRedisGone(overview)) return degraded('It keeps what is owed until Redis is back.', 'Waiting');
  if (lag < LATE_MS) return ok('What is new is being handed to the queues.');
  return (lag < LONG_MS ? degraded : critical)(
    `Messages have waited for ${duration(lag)} to be handed to a queue: is a worker with its relay running?`,
  );
}

export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
