import type { OutboxRow } from '../outbox/enqueue.ts';
import type { Payment } from '../payments/money-state.ts';
import type { Applied } from './apply-facts.ts';
import { carryOut } from './carry-out.ts';
import type { PaymentContext } from './context.ts';
import { refreshPayment } from './refresh-payment.ts';
import { findCreation } from './sql/operations.ts';

/** What was found out about a payment. `applied`: undefined where its provider cannot be asked. */
export interface LookedAt {
  readonly applied: Applied | undefined;
  readonly owes: readonly OutboxRow[];
}

/**
 * Asks the provider how a payment stands, and folds in what it says. One whose first answer was lost has no name at its
 * provider yet: that is told of it once more, under the same key, to learn the name.
 *
 * @throws {ProviderUnavailable}
 */
export async function lookAtPayment(context: PaymentContext, payment: Payment): Promise<LookedAt> {
  if (payment.ref !== null) {
    const applied = await refreshPayment(context, payment);
    return { applied, owes: applied?.owes ?? [] };
  }
  const { rows } = await context.pool.query<{ id: string }>({ ...findCreation, values: [payment.id] });
  if (!rows[0]) return { applied: undefined, owes: [] };
  const done = await carryOut(context, rows[0].id);
  const known = done.applied?.money.payments.find(({ id }) => id === payment.id);
  const applied = known && (await refreshPayment(context, known));
  return { applied: applied ?? done.applied, owes: [...done.owes, ...(applied?.owes ?? [])] };
}
