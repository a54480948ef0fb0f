import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { shareFor } from '../../../async/timeout.ts';
import type { SharedState } from '../../../jobs/shared-state.ts';
import {
  type ComparisonNote,
  type PaymentsNote,
  readComparison,
  readPaymentsNote,
} from '../../../order-payments/payment-notes.ts';
import { countMails } from '../../../outbox/sql/count-mails.ts';
import { type Backlog, readBacklog } from '../../../outbox/sql/read-backlog.ts';
import { readWebhookState, type WebhookState } from '../../../webhooks/webhook-state.ts';
import { type FailedJob, type QueueFigures, readFailed, readQueue } from './read-queues.ts';
import { type RedisFigures, readRedis } from './read-redis.ts';
import { createReader, type Reading } from './reading.ts';
import { createRollingCounter, type Rates } from './rolling-counter.ts';
import { countOrders } from './sql/count-orders.ts';
import { type NewestOrder, newestOrders } from './sql/newest-orders.ts';
import { type DatabaseFigures, readDatabase } from './sql/read-database.ts';

/** How the shop is, at one moment. */
export interface Overview {
  at: Date;
  backend: 'redis' | 'postgresql';
  /** Page of the local inbox, in a shop whose mails stay there. */
  mailInboxUrl: string | undefined;
  /** Whether the job queues can be reached at all. */
  queuesReady: boolean;
  orders: Reading<Rates>;
  mails: Reading<Rates>;
  backlog: Reading<Backlog>;
  newest: Reading<NewestOrder[]>;
  queues: Reading<QueueFigures[]>;
  failed: Reading<FailedJob[]>;
  database: Reading<DatabaseFigures>;
  /** Undefined in a shop without Redis. */
  redis: Reading<RedisFigures> | undefined;
  /** As workers found them; undefined in a shop that takes no payments. */
  payments: Reading<PaymentsSeen> | undefined;
  webhooks: Reading<WebhookState>;
  /** This process: its pool, and checkouts that wait in it. */
  own: OwnFigures;
}

/** Each undefined until a worker has looked. */
export interface PaymentsSeen {
  look: SharedState<PaymentsNote> | undefined;
  comparison: SharedState<ComparisonNote> | undefined;
}

export interface OwnFigures {
  pid: number;
  upMs: number;
  memoryBytes: number;
  pool: { total: number; idle: number; waiting: number; max: number };
  checkoutsWaiting: number;
}

/** Younger than this, an overview is as good as a new one, in ms: many open pages ask as often as one. */
const FRESH_MS = 1_500;
const NEWEST = 8;
const FAILED = 4;
const REDIS_CONNECTION = 'holdfast-api';

/** @returns a function that gives the overview; it never fails and never takes much longer than a second */
export function createOverview(app: FastifyInstance, pool: Pool): () => Promise<Overview> {
  const reader = <T>(figure: string, ask: () => Promise<T>) =>
    createReader(ask, (err) => app.log.debug({ err, figure }, 'a figure of the overview is missing'));
  const orderRates = createRollingCounter(countOrders(pool));
  const mailRates = createRollingCounter(countMails(pool));
  const { all } = app.queues;

  const orders = reader('orders', () => orderRates(Date.now()));
  const mails = reader('mails', () => mailRates(Date.now()));
  const backlog = reader('backlog', () => readBacklog(pool));
  const newest = reader('newest', () => newestOrders(pool, NEWEST));
  const database = reader('database', () => readDatabase(pool));
  const queues = reader('queues', () => whenReady(app, () => Promise.all(all.map(readQueue))));
  const failed = reader('failed', () => whenReady(app, () => readFailed(all, FAILED)));
  const redis = app.hasDecorator('redis')
    ? reader('redis', () => readRedis(app.redis, REDIS_CONNECTION))
    : async () => undefined;
  const payments =
    app.config.paymentProviders.length > 0
      ? reader('payments', () => readPayments(pool))
      : async () => undefined;
  const webhooks = reader('webhooks', () => readWebhookState(pool));

  const own = () => readOwn(app);
  return shareFor(FRESH_MS, async () => ({
    backend: app.queues.backend,
    mailInboxUrl: app.config.mailInboxUrl,
    queuesReady: app.queues.isReady(),
    ...(await allOf({
      ...{ orders, mails, backlog, newest, database, queues, failed, redis, payments, webhooks, own },
    })),
    at: new Date(),
  }));
}

type Readers = Record<string, () => Promise<unknown>>;

async function allOf<R extends Readers>(readers: R): Promise<{ [K in keyof R]: Awaited<ReturnType<R[K]>> }> {
  const entries = Object.entries(readers).map(async ([name, read]) => [name, await read()] as const);
  return Object.fromEntries(await Promise.all(entries)) as never;
}

async function whenReady<T>(app: FastifyInstance, ask: () => Promise<T>): Promise<T> {
  if (!app.queues.isReady()) throw new Error('the job queues cannot be reached');
  return ask();
}

async function readPayments(pool: Pool): Promise<PaymentsSeen> {
  const [look, comparison] = await Promise.all([readPaymentsNote(pool), readComparison(pool)]);
  return { look, comparison };
}

async function readOwn(app: FastifyInstance): Promise<OwnFigures> {
  const { totalCount, idleCount, waitingCount } = app.pg;
  const waiting = await app.metrics.registry.getSingleMetric('holdfast_checkouts_waiting')?.get();
  return {
    pid: process.pid,
    upMs: process.uptime() * 1_000,
    memoryBytes: process.memoryUsage.rss(),
    pool: { total: totalCount, idle: idleCount, waiting: waitingCount, max: app.config.databasePoolMax },
    checkoutsWaiting: waiting?.values[0]?.value ?? 0,
  };
}
