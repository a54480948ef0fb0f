import type { PoolClient } from 'pg';
import type { Change } from '../order-life/command.ts';
import { OrderError } from '../order-life/order-error.ts';
import { manualProvider } from '../payments/manual-provider.ts';
import { beginPayment } from './begin-payment.ts';
import { capturePayment } from './capture-payment.ts';
import type { PaymentCommand } from './change-payment.ts';
import type { OperationView } from './views.ts';

export interface RecordCommand extends PaymentCommand {
  /** Minor units, 1 or more: all that came. */
  readonly amount: number;
}

const byHand = new Map([[manualProvider.name, manualProvider]]);

/**
 * Writes down money that came for an order by bank transfer or in cash, where no payment of it is open: begins a payment and takes it,
 * with whatever provider orders are paid otherwise.
 *
 * One transaction, the caller's. Locks the order (FOR NO KEY UPDATE), then the counters of invoices.
 *
 * @throws {OrderError} as beginPayment and capturePayment; payment_in_progress where another payment has to end first
 */
export async function recordMoney(
  client: PoolClient,
  { amount, ...command }: RecordCommand,
): Promise<Change<OperationView>> {
  const begun = await beginPayment(client, { ...command, provider: manualProvider.name }, byHand);
  if (begun.kind === 'end') throw new OrderError('payment_in_progress');
  return capturePayment(client, { ...command, paymentId: begun.payment.id, amount });
}
