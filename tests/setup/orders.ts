import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Deferred } from '../../src/batching/deferred.ts';
import { createPool } from '../../src/database/connections.ts';
import type { OrderView } from '../../src/orders/order-view.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from '../../src/orders/outcome.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { type Database, openDatabase } from './api.ts';
import { insertCart } from './records.ts';
import { until } from './wait.ts';

/** A database and the pool with which orders are placed in it. */
export interface OrderDesk extends Database {
  /** Its sessions are called `desk` in pg_stat_activity. */
  desk: Pool;
  /** A customer with this cart. */
  buyer(...lines: [productId: string, quantity: number][]): Promise<string>;
  place(userId: string, key?: string): Promise<PlaceOrderOutcome>;
}

export async function openDesk(): Promise<OrderDesk> {
  const database = await openDatabase();
  const desk = createPool(database.url, { applicationName: 'desk', max: 10, pipeline: true });
  return {
    ...database,
    desk,
    async buyer(...lines) {
      const id = await database.customer();
      await insertCart(database.pool, id, lines);
      return id;
    },
    async place(userId, key) {
      const [outcome] = await placeOrders(desk, [commandOf(userId, key)]);
      return outcome as PlaceOrderOutcome;
    },
    async close() {
      await desk.end();
      await database.close();
    },
  };
}

export function commandOf(userId: string, key?: string, content = ''): PlaceOrderCommand {
  if (key === undefined) return { userId };
  return { userId, idempotency: { key, fingerprint: createHash('sha256').update(content).digest() } };
}

/** The order that an outcome reports. @throws unless there is one */
export function orderOf(outcome: PlaceOrderOutcome | Deferred | undefined): OrderView {
  if (outcome?.kind !== 'placed' && outcome?.kind !== 'replayed') {
    throw new Error(`no order, but ${JSON.stringify(outcome)}`);
  }
  return JSON.parse(outcome.body);
}

/** Comes back when a session called `application` waits for a lock of another one, with its statement. */
export function lockWaiter(pool: Pool, application: string): Promise<string> {
  return until(`a lock wait of ${application}`, async () => {
    const { rows } = await pool.query<{ query: string }>(
      `select query from pg_stat_activity
        where datname = current_database() and application_name = $1 and cardinality(pg_blocking_pids(pid)) > 0`,
      [application],
    );
    return rows[0]?.query;
  });
}
