import { Redis } from 'ioredis';
import { openQueues } from '../../src/jobs/queues.ts';
import { type Database, openDatabase, settingsFor } from '../setup/api.ts';
import { type ApiProcess, startApi } from '../setup/api-process.ts';
import { type EntryProcess, startEntry } from '../setup/entry-process.ts';
import { packedEntry } from '../setup/packed.ts';
import { insertCart } from '../setup/records.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from '../workers/mail-server.ts';
import type { Found } from './points.ts';

/** A hook that starts a dozen processes one after the other, on a machine that others use too, in ms. */
export const HOOK_MS = 600_000;

/** A shop whose processes can be told where to die. */
export interface CrashShop extends Database {
  mailServer: MailServer;
  /**
   * @param crashAt an event of the preload; a process without one does not die
   * @param crashOn the request on whose way it dies: an order, without it
   */
  startApi(crashAt?: string, crashOn?: string): Promise<ApiProcess>;
  startWorker(crashAt?: string, part?: 'worker' | 'relay'): EntryProcess;
  /** A customer with two of one product and one of another in the cart. */
  buyer(): Promise<string>;
  find(buyer: string): Promise<Found>;
  /** Comes back when PostgreSQL has ended the sessions of the processes that are gone. */
  sessionsEnded(): Promise<unknown>;
  isDelivered(buyer: string): Promise<boolean>;
}

/** What ended a process; null where it lives on, because the point at which it should die never came. */
export function endOf(process: Pick<EntryProcess, 'child'>): Promise<NodeJS.Signals | null> {
  return until('the point is reached', () => process.child.signalCode).catch(() => null);
}

/**
 * @param redisUrl a logical database that is this shop's alone, or undefined for jobs on PostgreSQL
 * @param own settings of its processes
 * @param entry a file to start Node with
 */
export async function openCrashShop(
  redisUrl: string | undefined,
  own: Record<string, string> = {},
  entry: (name: string) => string = packedEntry,
): Promise<CrashShop> {
  const [apiFile, workerFile] = [entry('bin/api.js'), entry('bin/worker.js')];
  const preload = ['--import', entry('preload.js')];
  const database = await openDatabase();
  const mailServer = await startMailServer();
  if (redisUrl) await emptied(redisUrl);
  const queues = await openQueues(
    { redisUrl, databaseUrl: database.url, applicationName: 'test' },
    { onLost() {}, onBack() {} },
  );
  // As in a shop that has been open for a while: the relay has seen these queues before.
  await queues.markSeen();
  const started: { stop(signal: NodeJS.Signals): Promise<unknown> }[] = [];
  const settings = (more: Record<string, string>) =>
    settingsFor(database.url, { REDIS_URL: redisUrl ?? '', SMTP_URL: mailServer.url, ...own, ...more });
  const products = [await database.product({ stock: 500 }), await database.product({ stock: 500 })];

  const shop: CrashShop = {
    ...database,
    mailServer,
    async startApi(crashAt = '', crashOn = 'POST /orders') {
      const api = await startApi(
        settings({ CRASH_AT: crashAt, CRASH_IN: 'api', CRASH_ON: crashOn }),
        preload,
        apiFile,
      );
      started.push(api);
      return api;
    },
    startWorker(crashAt = '', part = 'worker') {
      const worker = startEntry(workerFile, settings({ CRASH_AT: crashAt, CRASH_IN: part }), preload);
      started.push(worker);
      return worker;
    },
    async buyer() {
      const id = await database.customer();
      await insertCart(database.pool, id, [
        [products[0]!.id, 2],
        [products[1]!.id, 1],
      ]);
      return id;
    },
    async find(buyer) {
      const { rows } = await database.pool.query(
        `select o.id, m.id as message, m.settled_at is not null as settled,
                d.order_id is not null as begun, d.handed_over_at is not null as handed_over
           from orders o
           left join outbox_messages m on m.payload->>'orderId' = o.id::text
           left join mail_deliveries d on d.order_id = o.id
          where o.user_id = $1`,
        [buyer],
      );
      const row = rows[0] ?? {};
      const state = row.id ? await queues.get('mail').getJobState(`outbox-${row.message}`) : 'unknown';
      return {
        order: rows.length === 1,
        job: (state === 'unknown' ? 'none' : state) as Found['job'],
        delivery: row.handed_over ? 'handed over' : row.begun ? 'begun' : 'none',
        mails: mailServer.mails.filter((mail) => mail.messageId?.includes(`order-${row.id}.`)).length,
        settled: row.settled ?? false,
      };
    },
    sessionsEnded: () =>
      until('their sessions end', async () => {
        const { rows } = await database.pool.query(
          `select 1 from pg_stat_activity where datname = current_database() and application_name <> 'test'`,
        );
        return rows.length === 0;
      }),
    async isDelivered(buyer) {
      const found = await shop.find(buyer);
      return found.settled && found.delivery === 'handed over' && found.job === 'completed';
    },
    async close() {
      await Promise.all(started.map((process) => process.stop('SIGKILL')));
      await queues.close();
      await mailServer.close();
      await database.close();
    },
  };
  return shop;
}

async function emptied(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  redis.disconnect();
}
