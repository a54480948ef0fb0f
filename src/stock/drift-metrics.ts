import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { stateGauges } from '../process/state-gauges.ts';
import { readDriftNote } from './drift-note.ts';

/** Gauges of the last reconciliation, the same from every process. */
export function registerDriftMetrics(registry: Registry, pool: Pool): void {
  const gauge = stateGauges(registry, () => readDriftNote(pool));
  gauge(
    'holdfast_stock_drift_products',
    'Products whose stock, ledger and orders disagreed at the last reconciliation; alarm above 0',
    (note) => note?.value.products,
  );
  gauge(
    'holdfast_order_drift_orders',
    'Orders that disagreed with what happened to them at the last reconciliation; alarm above 0',
    (note) => note?.value.orders,
  );
  gauge(
    'holdfast_stock_reconciled_timestamp_seconds',
    'When stock was reconciled last, as Unix time',
    (note) => note && note.notedAt.getTime() / 1_000,
  );
}
