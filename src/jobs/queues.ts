import { once } from 'node:events';
import { createPostgresBackend, type PgPool, type PostgresConnectionOptions, Queue } from 'bullmq';
import { Availability, type AvailabilityHooks } from './availability.ts';
import { type JobPayload, jobs, type OwedJobName, type RequestedJobName } from './catalogue.ts';
import { jobOptions } from './job-options.ts';
import { producerRedis, type QueueSettings, queuePool } from './queue-connection.ts';
import { type QueueName, queueNames } from './queue-names.ts';

/** A job that a committed change owes, with the id of the outbox message that says so. */
export interface OwedJob<Name extends OwedJobName = OwedJobName> {
  readonly id: string;
  readonly job: Name;
  readonly payload: JobPayload<Name>;
}

/** The producer's side of the queues. Opening it starts no worker. */
export interface JobQueues {
  readonly backend: 'redis' | 'postgresql';
  /** For dashboards and counts. */
  readonly all: readonly Queue[];
  get(name: QueueName): Queue;
  /** Whether a command would be sent now. A PostgreSQL that is gone shows only when it is asked. */
  isReady(): boolean;
  /**
   * Puts owed jobs into their queues, one command a queue. The job id comes from the outbox id, so that a
   * row published twice is one job. Fails at once while Redis is gone. @throws {QueueUnavailableError}
   */
  addBulk(rows: readonly OwedJob[]): Promise<void>;
  /** Asks for a job that collapses with its like: one may wait while one runs. @throws {QueueUnavailableError} */
  request<Name extends RequestedJobName>(name: Name, payload: JobPayload<Name>): Promise<void>;
  /**
   * Whether the queues are new to this shop or came back empty (FLUSHALL, a Redis without its file, a move
   * to the other backend): what was published before is not in them. @throws {QueueUnavailableError}
   */
  areFresh(): Promise<boolean>;
  /** Leaves the mark that `areFresh` looks for. @throws {QueueUnavailableError} */
  markSeen(): Promise<void>;
  close(): Promise<void>;
}

/** How long opening waits for a Redis that is slow to answer, in ms; after that it is joined when it comes. */
const START_TIMEOUT_MS = 1_000;

/** Field of a queue's metadata that is there as long as its data is. */
const SEEN_MARK = 'holdfast-seen';

export class QueueUnavailableError extends Error {
  constructor(cause?: unknown) {
    super('The job queues cannot be reached', { cause });
    this.name = 'QueueUnavailableError';
  }
}

/** The id of the job that an outbox message owes. BullMQ wants no id that is all digits or has a colon. */
export const jobIdOf = (outboxId: string): string => `outbox-${outboxId}`;

/** The outbox message that a job with this id settles, or undefined for a job that came another way. */
export const outboxIdOf = (jobId: string | undefined): string | undefined =>
  jobId?.startsWith('outbox-') ? jobId.slice('outbox-'.length) : undefined;

/**
 * Opens the queues on either backend. Redis may be away and is joined when it comes; PostgreSQL is the
 * shop's database, so a missing schema is an error at once.
 */
export async function openQueues(settings: QueueSettings, hooks: AvailabilityHooks): Promise<JobQueues> {
  const { redisUrl } = settings;
  const availability = new Availability(hooks);
  return redisUrl === undefined
    ? onPostgres(settings, availability)
    : onRedis(redisUrl, settings, availability);
}

async function onRedis(url: string, settings: QueueSettings, availability: Availability): Promise<JobQueues> {
  const redis = producerRedis(url, settings.applicationName);
  redis.on('error', (error) => availability.lost(error));
  redis.on('ready', () => availability.back());
  // The first callers should not find it away just because they were quick.
  await once(redis, 'ready', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).catch(() => {});
  // The version check is a command that can fail, and a queue does not recover from a failed one.
  const all = queueNames.map((name) => new Queue(name, { connection: redis, skipVersionCheck: true }));
  return queueSet(
    'redis',
    all,
    availability,
    () => redis.status === 'ready',
    async () => {
      redis.disconnect();
    },
  );
}

async function onPostgres(settings: QueueSettings, availability: Availability): Promise<JobQueues> {
  const pool = queuePool(settings, 4);
  const connection: PostgresConnectionOptions = pool as unknown as PgPool;
  const queues = queueNames.map((name) => new Queue(name, { connection }, createPostgresBackend));
  // Typed by its backend; everything that is used here is the same for both.
  const all = queues as unknown as Queue[];
  const set = queueSet(
    'postgresql',
    all,
    availability,
    () => true,
    () => pool.end(),
  );
  try {
    // A queue remembers a failed first look at its schema for ever: look now, and fail the start instead.
    await Promise.all(queues.map((queue) => queue.waitUntilReady()));
  } catch (error) {
    await set.close();
    throw error;
  }
  return set;
}

function queueSet(
  backend: JobQueues['backend'],
  all: readonly Queue[],
  availability: Availability,
  isReady: () => boolean,
  disconnect: () => Promise<void>,
): JobQueues {
  const byName = new Map(all.map((queue) => [queue.name, queue]));
  for (const queue of all) queue.on('error', (error) => availability.lost(error));
  const get = (name: QueueName): Queue => byName.get(name) as Queue;
  const attempt = async <T>(command: () => Promise<T>): Promise<T> => {
    if (!isReady()) throw new QueueUnavailableError();
    try {
      return await command();
    } catch (error) {
      throw new QueueUnavailableError(error);
    }
  };

  return {
    backend,
    all,
    get,
    isReady,
    addBulk: (rows) =>
      attempt(async () => {
        for (const [queue, entries] of Map.groupBy(rows, (row) => jobs[row.job].queue)) {
          await get(queue).addBulk(entries.map(toBulkEntry));
        }
      }),
    request: (name, payload) =>
      attempt(async () => {
        await get(jobs[name].queue).add(name, jobs[name].make(payload), {
          ...jobOptions(name),
          deduplication: { id: name, keepLastIfActive: true },
        });
      }),
    areFresh: () =>
      attempt(async () => (await get('mail').getBackend().getQueueMetaField(SEEN_MARK)) === null),
    markSeen: () =>
      attempt(async () => {
        await get('mail')
          .getBackend()
          .setQueueMeta({ [SEEN_MARK]: '1' });
      }),
    async close() {
      await Promise.allSettled(all.map((queue) => queue.close()));
      await disconnect();
    },
  };
}

function toBulkEntry(row: OwedJob) {
  return { name: row.job, data: row.payload, opts: { ...jobOptions(row.job), jobId: jobIdOf(row.id) } };
}
