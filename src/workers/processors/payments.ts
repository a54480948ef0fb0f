import type { Pool } from 'pg';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { applyWebhook } from '../../order-payments/apply-webhook.ts';
import { carryOut } from '../../order-payments/carry-out.ts';
import { comparePayments, describeDifference } from '../../order-payments/compare-payments.ts';
import { createPaymentContext } from '../../order-payments/context.ts';
import { noteComparison, notePayments } from '../../order-payments/payment-notes.ts';
import { pruneMessages } from '../../order-payments/prune-messages.ts';
import { reconcilePayments } from '../../order-payments/reconcile-payments.ts';
import { settlePartlyPaid } from '../../order-payments/settle-partly-paid.ts';
import type { Publisher } from '../../outbox/publisher.ts';
import type { Providers } from '../../payments/providers.ts';
import { inBatches } from '../in-batches.ts';
import type { Processors } from '../processor.ts';

/** How far back payments are compared, in ms: what was begun before has been compared every day since. */
const COMPARED_MS = 7 * 86_400_000;
/** Differences that are named in log and note; `npm run reconcile -- --payments` names all. */
const NAMED = 20;
/** Messages in one statement, and statements in one run. */
const PRUNED = { size: 2_000, most: 500 };

export interface PaymentsContext {
  readonly pool: Pool;
  readonly providers: Providers;
  /** What follows from what is learned; without it the relay finds that within seconds. */
  readonly publish?: Publisher['publish'];
}

/** What is owed to payment providers and what they told. */
export function payments({ pool, providers, publish = () => {} }: PaymentsContext) {
  const asking = createPaymentContext(pool, providers);
  return {
    'payments.carry-out': async ({ operationId }) => publish((await carryOut(asking, operationId)).owes),
    'payments.apply-webhook': async ({ messageId }) => publish(await applyWebhook(asking, messageId)),
    'payments.reconcile': async (_, { signal, log }) => {
      const onFailure = (err: unknown) => log.warn({ err }, 'a payment is looked at again later');
      await reconcilePayments(asking, signal, onFailure);
      await notePayments(pool);
    },
    'payments.compare': async (_, { signal, log }) => {
      await settlePartlyPaid(asking, signal);
      const found = await comparePayments(asking, { since: new Date(Date.now() - COMPARED_MS), fold: true });
      const named = found.slice(0, NAMED).map(describeDifference);
      await noteComparison(pool, { differences: found.length, named });
      if (found.length > 0)
        log.error({ differences: found.length, named }, 'payments disagree with their provider');
    },
    'payments.prune-inbox': async (_, { signal }) => {
      const removed = await inBatches({ ...PRUNED, signal }, (limit) => pruneMessages(pool, limit));
      await writeSharedState(pool, 'payments.prune-inbox', { removed });
    },
  } satisfies Pick<Processors, Extract<keyof Processors, `payments.${string}`>>;
}
