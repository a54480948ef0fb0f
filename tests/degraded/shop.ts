import { expect } from 'vitest';
import { type Database, settingsFor } from '../setup/api.ts';
import { type ApiProcess, startApi } from '../setup/api-process.ts';
import { type EntryProcess, startEntry } from '../setup/entry-process.ts';
import { packedEntry } from '../setup/packed.ts';
import { insertCart } from '../setup/records.ts';
import { until } from '../setup/wait.ts';
import type { MailServer } from '../workers/mail-server.ts';

/** An API and a worker process as in production, and what a customer does with them. */
export interface RunningShop {
  api: ApiProcess;
  worker: EntryProcess;
  settings: Record<string, string>;
  /** A new customer orders one of the product. @returns the id of the order */
  order(productId: string): Promise<string>;
  /** Comes back when the mails of these orders are recorded and settled, each once. */
  delivered(orders: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startShop(
  database: Pick<Database, 'url' | 'pool' | 'customer'>,
  mailServer: MailServer,
  redisUrl: string,
): Promise<RunningShop> {
  const settings = settingsFor(database.url, {
    REDIS_URL: redisUrl,
    SMTP_URL: mailServer.url,
    RATE_LIMIT_ENABLED: 'true',
  });
  // With the short patience of the crash tests: jobs whose end no queue heard of are taken over in a second.
  // Its warnings tell when it has met a trouble.
  const told = { ...settings, LOG_LEVEL: 'warn' };
  const worker = startEntry(packedEntry('bin/worker.js'), told, ['--import', packedEntry('preload.js')]);
  const [api] = await Promise.all([startApi(settings), worker.ready]);
  return {
    api,
    worker,
    settings,
    async order(productId) {
      const id = await database.customer();
      await insertCart(database.pool, id, [[productId, 1]]);
      const answer = await api.as(id).post('/orders');
      expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
      return answer.body.id;
    },
    async delivered(orders) {
      await until('delivered', async () => {
        const { rows } = await database.pool.query(
          `select 1 from mail_deliveries d join outbox_messages m on m.payload->>'orderId' = d.order_id::text
            where d.order_id = any($1) and d.handed_over_at is not null and m.settled_at is not null`,
          [orders],
        );
        return rows.length === orders.length;
      });
    },
    async stop() {
      await Promise.all([api.stop('SIGKILL'), worker.stop('SIGKILL')]);
    },
  };
}
