import { writeSharedState } from '../../jobs/shared-state.ts';
import { applyWebhook } from '../../order-payments/apply-webhook.ts';
import { carryOut } from '../../order-payments/carry-out.ts';
import type { PaymentContext } from '../../order-payments/context.ts';
import { pruneMessages } from '../../order-payments/prune-messages.ts';
import { reconcilePayments } from '../../order-payments/reconcile-payments.ts';
import { inBatches } from '../in-batches.ts';
import type { Processors } from '../processor.ts';

/** Messages in one statement, and statements in one run. */
const PRUNED = { size: 2_000, most: 500 };

/** What is owed to payment providers and what they told. What follows from it is found by the relay. */
export function payments(asking: PaymentContext) {
  const { pool } = asking;
  return {
    'payments.carry-out': async ({ operationId }) => void (await carryOut(asking, operationId)),
    'payments.apply-webhook': async ({ messageId }) => void (await applyWebhook(asking, messageId)),
    'payments.reconcile': async (_, { signal, log }) => {
      const onFailure = (err: unknown) => log.warn({ err }, 'a payment is looked at again later');
      const result = await reconcilePayments(asking, signal, onFailure);
      await writeSharedState(pool, 'payments.reconcile', result);
    },
    'payments.prune-inbox': async (_, { signal }) => {
      const removed = await inBatches({ ...PRUNED, signal }, (limit) => pruneMessages(pool, limit));
      await writeSharedState(pool, 'payments.prune-inbox', { removed });
    },
  } satisfies Pick<Processors, Extract<keyof Processors, `payments.${string}`>>;
}
