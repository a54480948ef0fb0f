import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { readSharedState, writeSharedState } from '../jobs/shared-state.ts';
import { uuidAt } from '../lists/uuid-time.ts';
import { stateGauges } from '../process/state-gauges.ts';
import { measurePayments } from './sql/measure.ts';

/** How payments stand, as the last look at them found it. */
export interface PaymentsNote {
  /** Operations of which nobody knows for minutes whether they were done. */
  readonly inDoubt: number;
  /** Refunds that wait for a person. */
  readonly failedRefunds: number;
  /** Refunds on record that somebody has to send by hand. */
  readonly refundsToSend?: number;
  /** Payments whose held money is let go within a day. */
  readonly endingHolds?: number;
  /** Orders that were placed on money that is gone, and that nobody is asked to pay anew. */
  readonly lackingMoney?: number;
  readonly unappliedWebhooks: number;
  /** Of the last 24 hours, and what is in doubt now; minor units of the currency. */
  readonly moved: readonly {
    kind: 'CAPTURED' | 'REFUNDED' | 'CHARGEBACK' | 'IN_DOUBT';
    currency: string;
    amount: number;
  }[];
}

/** What the last comparison with the providers found. */
export interface ComparisonNote {
  readonly differences: number;
  /** The first of them, in words. */
  readonly named: readonly string[];
}

const DAY_MS = 86_400_000;
const LOOK = 'payments.reconcile';
const COMPARISON = 'payments.compare';

/** Looks, and leaves it for every process and for operators. */
export async function notePayments(pool: Pool): Promise<void> {
  const values = [uuidAt(Date.now() - DAY_MS)];
  const { rows } = await pool.query<PaymentsNote>({ ...measurePayments, values });
  await writeSharedState(pool, LOOK, rows[0]);
}

export const readPaymentsNote = (pool: Pool) => readSharedState<PaymentsNote>(pool, LOOK);
export const noteComparison = (pool: Pool, note: ComparisonNote) => writeSharedState(pool, COMPARISON, note);
export const readComparison = (pool: Pool) => readSharedState<ComparisonNote>(pool, COMPARISON);

/** Gauges of payments, the same from every process. */
export function registerPaymentMetrics(registry: Registry, pool: Pool): void {
  const look = stateGauges(registry, () => readPaymentsNote(pool));
  look(
    'holdfast_payment_operations_in_doubt',
    'Captures, voids, refunds and attempts without an outcome for five minutes; alarm where it stays above 0',
    (note) => note?.value.inDoubt,
  );
  look(
    'holdfast_payment_refunds_failed',
    'Refunds that failed and wait for somebody to try them again',
    (note) => note?.value.failedRefunds,
  );
  look(
    'holdfast_payment_refunds_to_send',
    'Refunds on record of money that came by hand, which somebody has to send; alarm where it stays above 0',
    (note) => note?.value.refundsToSend,
  );
  look(
    'holdfast_payment_holds_ending',
    'Payments whose held money their provider lets go within a day; alarm above 0: ship, capture or void',
    (note) => note?.value.endingHolds,
  );
  look(
    'holdfast_payment_orders_lacking_money',
    'Placed orders whose held money was let go, and that nobody is asked to pay anew; alarm above 0: ask, record or cancel',
    (note) => note?.value.lackingMoney,
  );
  look(
    'holdfast_payment_webhooks_unapplied',
    'Webhooks of payment providers that were not applied within five minutes',
    (note) => note?.value.unappliedWebhooks,
  );
  const comparison = stateGauges(registry, () => readComparison(pool));
  comparison(
    'holdfast_payment_drift',
    'Payments that their provider says otherwise than the shop, at the last comparison; alarm above 0',
    (note) => note?.value.differences,
  );
}
