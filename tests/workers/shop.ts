import { MikroORM } from '@mikro-orm/postgresql';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { createDatabaseSource } from '../../src/catalog/cache/database-source.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { type JobQueues, openQueues } from '../../src/jobs/queues.ts';
import type { LinkToOrder } from '../../src/orders/order-link.ts';
import { type OutboxRow, outboxRow } from '../../src/outbox/enqueue.ts';
import { linkAddresses } from '../../src/workers/mail/link-addresses.ts';
import { createMailer } from '../../src/workers/mail/mailer.ts';
import type { Processors } from '../../src/workers/processor.ts';
import { createProcessors } from '../../src/workers/processors/index.ts';
import { type RelaySettings, relayDefaults, startRelay } from '../../src/workers/relay.ts';
import type { RunJobContext } from '../../src/workers/run-job.ts';
import { startWorkers, type WorkersSettings, workersDefaults } from '../../src/workers/workers.ts';
import { insertProduct } from '../setup/records.ts';
import { createDatabase } from '../setup/services.ts';
import { JWT_SECRET } from '../setup/tokens.ts';

const hooks = { onLost() {}, onBack() {} };
const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

/** A database, the queues on one backend, and what a worker process is made of, started piece by piece. */
export type Shop = Awaited<ReturnType<typeof openShop>>;

export async function openShop(redisUrl: string | undefined) {
  const database = await createDatabase();
  const orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'holdfast-test' }));
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  const settings = { redisUrl, databaseUrl: database.url, applicationName: 'holdfast-test' };
  const closing: (() => Promise<unknown>)[] = [];
  const atEnd = (close: () => Promise<unknown>) => void closing.unshift(close);

  const shop = {
    pool,
    orm,
    settings,
    log,
    async openQueues(over: Partial<typeof settings> = {}): Promise<JobQueues> {
      const queues = await openQueues({ ...settings, ...over }, hooks);
      atEnd(() => queues.close());
      return queues;
    },
    /** Empties the queues behind everybody's back, as FLUSHALL or a lost volume would. */
    async loseQueues(): Promise<void> {
      if (redisUrl) {
        const redis = new Redis(redisUrl);
        await redis.flushdb();
        redis.disconnect();
      } else {
        const { rows } = await pool.query(
          `select string_agg(format('bullmq.%I', tablename), ', ') as tables from pg_tables
            where schemaname = 'bullmq' and tablename not like '%migration%'`,
        );
        const truncate = () => pool.query(`truncate ${rows[0].tables} cascade`);
        // A worker that was left to die may hold what this waits for: the database ends one of the two.
        await truncate().catch((error) => {
          if (error.code !== '40P01') throw error;
          return truncate();
        });
      }
    },
    startRelay(queues: JobQueues, over: Partial<RelaySettings> = {}) {
      const relay = startRelay({ pool, queues, log }, { ...relayDefaults, pollMs: 20, graceMs: 0, ...over });
      atEnd(() => relay.stop());
      return relay;
    },
    async startWorkers(
      processors: Processors,
      over: Partial<WorkersSettings> = {},
      context: Partial<RunJobContext> = {},
    ) {
      const workers = await startWorkers(
        { processors, pool, log, ...context },
        { ...workersDefaults, ...settings, ...over },
      );
      atEnd(() => workers.drain(0));
      return workers;
    },
    processors(
      smtpUrl: string,
      over: Partial<Processors> = {},
      linkToOrder: LinkToOrder = ({ id }) => `https://shop.example/orders/${id}`,
    ): Processors {
      const mailer = createMailer({ smtpUrl, mailFrom: 'Shop <orders@shop.example>', maxConnections: 4 });
      atEnd(async () => mailer.close());
      return {
        ...createProcessors({
          pool,
          mailer,
          source: createDatabaseSource(pool),
          sharedTier: undefined,
          linkToOrder,
          toLink: linkAddresses({ publicUrl: 'https://shop.example', jwtSecret: JWT_SECRET }),
          outboxRetentionDays: 7,
          abandonedCartDays: 30,
          orderPiiDays: 400,
          seller: { lines: ['Shop'], taxId: null },
          invoiceAutomatic: false,
          invoiceFont: undefined,
          providers: new Map(),
        }),
        ...over,
      };
    },
    /** A placed order and what it owes, committed together. */
    async placeOrder(
      customer: { email?: string; name?: string } = {},
    ): Promise<{ orderId: string; row: OutboxRow }> {
      const orderId = uuidv7();
      const row = outboxRow('order.send-confirmation-email', { orderId }, { subjectId: orderId });
      const product = await insertProduct(pool);
      const client = await pool.connect();
      try {
        await client.query('begin');
        const userId = uuidv7();
        await client.query(`insert into users (id, email, name, password_hash) values ($1, $2, $3, 'none')`, [
          userId,
          customer.email ?? `${userId}@example.com`,
          customer.name ?? 'Ada <b>Lovelace</b>',
        ]);
        await client.query(`insert into orders (id, user_id, total, currency) values ($1, $2, 2500, 'GBP')`, [
          orderId,
          userId,
        ]);
        await client.query(
          `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
           values ($1, 0, $2, 'MUG-1', 'Mug & "Co"', 1250, 2, 2500)`,
          [orderId, product.id],
        );
        await client.query(
          'insert into outbox_messages (id, job, payload, subject_id) values ($1, $2, $3, $4)',
          [row.id, row.job, row.payload, row.subjectId],
        );
        await client.query('commit');
      } finally {
        client.release();
      }
      return { orderId, row };
    },
    async message(id: string): Promise<{
      published_at: string | null;
      settled_at: string | null;
      failed_at: string | null;
      failure: string | null;
      failure_detail: string | null;
      failed_attempts: number | null;
    }> {
      const { rows } = await pool.query(
        `select published_at, settled_at, failed_at, failure, failure_detail, failed_attempts
           from outbox_messages where id = $1`,
        [id],
      );
      return rows[0];
    },
    async delivery(
      orderId: string,
    ): Promise<{ attempts: number; handed_over_at: string | null } | undefined> {
      const { rows } = await pool.query(
        'select attempts, handed_over_at from mail_deliveries where order_id = $1',
        [orderId],
      );
      return rows[0];
    },
    /** Ends what a test has started, newest first. */
    async endTest(): Promise<void> {
      for (const close of closing.splice(0)) await close();
    },
    async close(): Promise<void> {
      await shop.endTest();
      await orm.close(true);
      await database.drop();
    },
  };
  return shop;
}
