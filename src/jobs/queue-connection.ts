import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { createPool } from '../database/connections.ts';

/** Where the queues live: Redis when it is named, else the shop's own PostgreSQL. */
export interface QueueSettings {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string;
  /** Shown in CLIENT LIST and pg_stat_activity. */
  readonly applicationName: string;
}

/** Schema of BullMQ's tables; the migrations of the shop leave it alone. */
export const bullmqSchema = 'bullmq';

/** A hung Redis fails a command after this many ms; a closed one fails it at once. */
const COMMAND_TIMEOUT_MS = 1_000;

/** For a producer: nothing is kept waiting for a Redis that is not there, the outbox has it anyway. */
export function producerRedis(url: string, connectionName: string): Redis {
  return new Redis(url, {
    connectionName,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 2_000,
    retryStrategy: reconnectDelay,
  });
}

/** For a worker: its commands wait for Redis to come back, as BullMQ demands of it. */
export function workerRedis(url: string, connectionName: string): Redis {
  return new Redis(url, {
    connectionName,
    maxRetriesPerRequest: null,
    // Jobs that end together are told of in one write.
    enableAutoPipelining: true,
    connectTimeout: 5_000,
    retryStrategy: reconnectDelay,
  });
}

/** A pool whose connections find BullMQ's functions by their unqualified names. */
export function queuePool(settings: QueueSettings, max: number): Pool {
  return createPool(settings.databaseUrl, {
    applicationName: settings.applicationName,
    session: { search_path: bullmqSchema },
    max,
    connectionTimeoutMillis: 2_000,
    query_timeout: 10_000,
    keepAlive: true,
  });
}

function reconnectDelay(attempt: number): number {
  return Math.min(attempt * 100, 1_000);
}
