import type { Pool } from 'pg';
import type { Statement } from '../database/statement.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Payment } from '../payments/money-state.ts';
import type { JsonRow } from '../payments/sql/read-money.ts';
import { applyWebhook } from './apply-webhook.ts';
import { captureEnding } from './capture-ending.ts';
import { carryOut } from './carry-out.ts';
import type { PaymentContext } from './context.ts';
import { refreshPayment } from './refresh-payment.ts';
import { findDueMessages, findDueOperations, takeDuePayments } from './sql/find-due.ts';
import { findEnding } from './sql/find-ending.ts';

/** Of each kind in one run; the next one comes a minute later. */
const MOST = 500;
/** Calls of a provider at once. */
const AT_ONCE = 4;

export interface Reconciled {
  looked: number;
  /** Of these, what could not be done now; it is looked at again. */
  failed: number;
}

/**
 * Looks after what hangs: open payments of which nothing was heard, operations without an outcome, webhooks that were not
 * applied, held money that ends though its goods have gone. So a shop without a single webhook works, and whatever was lost is found. Any number of processes may do so at once.
 *
 * @param onFailure told of what is tried again later
 */
export async function reconcilePayments(
  context: PaymentContext,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<Reconciled> {
  const { pool } = context;
  const result: Reconciled = { looked: 0, failed: 0 };
  const each = async <Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>) => {
    const left = [...items];
    const worker = async () => {
      for (let item = left.shift(); item !== undefined && !signal.aborted; item = left.shift()) {
        result.looked++;
        await work(item).catch((error) => {
          result.failed++;
          onFailure(error);
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
  await each(await idsOf(pool, findDueOperations), (id) => carryOut(context, id));
  await each(await idsOf(pool, findDueMessages), (id) => applyWebhook(context, id));
  const due = await pool.query<{ row: JsonRow }>({ ...takeDuePayments, values: [MOST] });
  await each(due.rows, ({ row }) => refreshPayment(context, stateOf<Payment>(row)));
  await each(await idsOf(pool, findEnding), (id) => captureEnding(pool, id));
  return result;
}

async function idsOf(pool: Pool, statement: Statement): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ ...statement, values: [MOST] });
  return rows.map(({ id }) => id);
}
