/**
 * Every instant on the way from POST /orders to the delivered mail at which a process may die, in the order in
 * which they pass. docs/delivery.md has the same numbers and names.
 */
export interface CrashPoint {
  readonly number: number;
  readonly name: string;
  /** What `preload.ts` sees at this instant, in a process that is killed there. */
  readonly event: string;
  /** What is there when the process is dead, before anything is started again. */
  readonly leaves: Found;
}

/** What can be found of an order. */
export interface Found {
  order: boolean;
  /** State of its job in the queue. */
  job: 'none' | 'waiting' | 'active' | 'completed';
  delivery: 'none' | 'begun' | 'handed over';
  /** Times that the mail server took the mail. */
  mails: number;
  settled: boolean;
}

const nothing: Found = { order: false, job: 'none', delivery: 'none', mails: 0, settled: false };
const placed: Found = { ...nothing, order: true };
const queued: Found = { ...placed, job: 'waiting' };
const begun: Found = { ...placed, job: 'active', delivery: 'begun' };
const handedOver: Found = { ...begun, delivery: 'handed over', mails: 1 };
const settled: Found = { ...handedOver, settled: true };

/** In the API process. */
export const apiPoints: readonly CrashPoint[] = [
  { number: 1, name: 'request received', event: 'POST /orders came', leaves: nothing },
  { number: 2, name: 'transaction begun', event: 'after transaction.begin', leaves: nothing },
  { number: 3, name: 'Idempotency-Key claimed', event: 'after idempotency.claim-keys', leaves: nothing },
  { number: 4, name: 'cart read', event: 'after orders.read-carts', leaves: nothing },
  { number: 5, name: 'decided, nothing written', event: 'before orders.write-orders', leaves: nothing },
  { number: 6, name: 'all rows sent, COMMIT not', event: 'sent orders.write-orders', leaves: nothing },
  { number: 7, name: 'committed, no answer read', event: 'sent commit', leaves: placed },
  { number: 8, name: 'committed', event: 'after commit', leaves: placed },
  { number: 9, name: 'answered, not published', event: 'POST /orders answered', leaves: placed },
  { number: 10, name: 'job sent to the queue', event: 'sent queue.add', leaves: queued },
  { number: 11, name: 'job in the queue, not noted', event: 'after queue.add', leaves: queued },
  { number: 12, name: 'publication noted', event: 'after outbox.mark-published', leaves: queued },
];

/** Points at which it matters whether the jobs live in Redis or in PostgreSQL. */
const queuePoints = [10, 11, 14, 15, 20, 21];
export const onBackend = (points: readonly CrashPoint[], url: string | undefined): CrashPoint[] =>
  points.filter(({ number }) => url !== undefined || queuePoints.includes(number));

/** In the relay of a worker process, which finds what an API process left behind at point 9. */
export const relayPoints: readonly CrashPoint[] = [
  {
    number: 13,
    name: 'relay has the messages locked',
    event: 'found outbox.take-unpublished',
    leaves: placed,
  },
  { number: 14, name: 'relay has published, not committed', event: 'after queue.add', leaves: queued },
];

/** In the worker process that has the job. */
export const workerPoints: readonly CrashPoint[] = [
  { number: 15, name: 'job taken', event: 'before job', leaves: { ...begun, delivery: 'none' } },
  { number: 16, name: 'delivery begun', event: 'before mail.send', leaves: begun },
  { number: 17, name: 'half of the mail sent', event: 'sent half of the mail', leaves: begun },
  {
    number: 18,
    name: 'mail server took it, not recorded',
    event: 'after mail.send',
    leaves: { ...begun, mails: 1 },
  },
  { number: 19, name: 'hand-over recorded', event: 'after recording the hand-over', leaves: handedOver },
  { number: 20, name: 'message settled', event: 'before job.complete', leaves: settled },
  {
    number: 21,
    name: 'queue told',
    event: 'after job.complete',
    leaves: { ...settled, job: 'completed' },
  },
];

/** The only point after which the mail server gets the mail a second time. */
export const sendsTwice = 18;
