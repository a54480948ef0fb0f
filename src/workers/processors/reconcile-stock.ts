import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { reconcileStock as declaration } from '../../jobs/reconcile-stock.job.ts';
import { findOrderDrift, type OrderDrift } from '../../order-life/find-order-drift.ts';
import { writeDriftNote } from '../../stock/drift-note.ts';
import { type Drift, findDrift } from '../../stock/find-drift.ts';
import type { Processor } from '../processor.ts';

/** A small shop's comparison that takes longer is stuck, in ms. */
const SHORTEST_TIMEOUT_MS = 9 * 60_000;
/** It reads at least so fast, in bytes a second: a slow disk, and sums that do not fit into memory. */
const SLOWEST_BYTES_PER_SECOND = 5_000_000;
/** Products and orders that are named in log and note; `npm run reconcile` names all. */
const NAMED = 20;

/**
 * Looks for products whose stock, ledger and orders disagree, and for orders that their records contradict, each in one
 * snapshot, on one core. What it finds is left
 * for an operator to judge: it says so in the log and in a note that metrics and the admin page read.
 */
export function reconcileStock({ pool }: { pool: Pool }): Processor<'ledger.reconcile-stock'> {
  return async (_, { signal, log }) => {
    const { drifts, orders } = await inTransaction(pool, (client) => compare(pool, client, signal));
    const skus = drifts.slice(0, NAMED).map((drift) => drift.sku);
    await writeDriftNote(pool, { products: drifts.length, skus, orders: orders.length });
    if (drifts.length + orders.length > 0) {
      const orderIds = orders.slice(0, NAMED).map(({ orderId }) => orderId);
      log.error(
        { products: drifts.length, skus, orders: orders.length, orderIds },
        'stock, ledger and orders disagree: npm run reconcile',
      );
    } else {
      log.info('stock, ledger and orders agree');
    }
  };
}

/** How long the comparison of tables of so many bytes may keep the database busy, in ms. */
export function reconcileTimeoutMs(bytes: number): number {
  const needed = (bytes / SLOWEST_BYTES_PER_SECOND) * 1_000;
  // The statement ends before the attempt does, so that the database is never busy for nobody.
  return Math.min(declaration.timeoutMs - 60_000, Math.max(SHORTEST_TIMEOUT_MS, Math.ceil(needed)));
}

async function compare(
  pool: Pool,
  client: PoolClient,
  signal: AbortSignal,
): Promise<{ drifts: Drift[]; orders: OrderDrift[] }> {
  signal.throwIfAborted();
  await client.query('set transaction read only');
  const { rows } = await client.query<{ pid: number; bytes: number }>(
    `select pg_backend_pid() as pid, sum(relpages)::float8 * current_setting('block_size')::int as bytes
       from pg_class where oid = any('{products,stock_movements,orders,order_items,order_cancellation_items,fulfillment_items,order_return_items}'::regclass[])`,
  );
  const { pid = 0, bytes = 0 } = rows[0] ?? {};
  await client.query(`set local statement_timeout = ${reconcileTimeoutMs(bytes)}`);
  // The pool is set up for look-ups; this reads everything.
  await client.query('set local enable_seqscan = on; set local max_parallel_workers_per_gather = 0');
  // A worker that is killed cannot end it. PostgreSQL on Windows does not know how to look whether it is there.
  await client.query(
    `select set_config('client_connection_check_interval', '10s', true) where version() !~* 'visual c|mingw'`,
  );
  const cancel = () => void pool.query('select pg_cancel_backend($1)', [pid]).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return { drifts: await findDrift(client), orders: await findOrderDrift(client) };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
