import { OrderError } from '../order-life/order-error.ts';
import { runTransition } from '../order-life/run-transition.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import { ProviderRefused } from '../payments/provider.ts';
import { type BeginPaymentCommand, type Begun, beginPayment } from './begin-payment.ts';
import { carryOut } from './carry-out.ts';
import type { PaymentContext } from './context.ts';

/** A payment that its provider knows. */
export interface Paying {
  readonly paymentId: string;
  /** False: it was open already. */
  readonly isNew: boolean;
  readonly owes: readonly OutboxRow[];
}

/** Attempts of others that are ended before this one is begun: two tabs, each with a way of its own. */
const MOST_ENDED = 3;

/**
 * Begins to pay an order, and tells the provider: what is needed for the buyer to go on is there then. An answer that is lost
 * does no harm: asked again, it is the same payment.
 *
 * Several transactions, and the calls between them.
 *
 * @throws {OrderError} as beginPayment
 * @throws {ProviderRefused} the attempt is over
 * @throws {ProviderUnavailable} the attempt is there, and goes on by itself
 */
export async function payOrder(context: PaymentContext, command: BeginPaymentCommand): Promise<Paying> {
  const owes: OutboxRow[] = [];
  for (let ended = 0; ended <= MOST_ENDED; ended++) {
    const begun: Begun = await runTransition(context.pool, (client) =>
      beginPayment(client, command, context.providers),
    );
    const operation = begun.kind === 'end' ? begun.voiding : begun.create;
    const done = operation && (await carryOut(context, operation.id));
    owes.push(...(done?.owes ?? []));
    if (begun.kind === 'end') continue;
    if (done?.refused !== undefined) throw new ProviderRefused(done.refused);
    return { paymentId: begun.payment.id, isNew: begun.isNew, owes };
  }
  throw new OrderError('payment_in_progress');
}
