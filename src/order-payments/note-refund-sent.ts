import type { PoolClient } from 'pg';
import { auditRow } from '../audit/audit-row.ts';
import { holdOrder } from '../order-life/hold-orders.ts';
import { OrderError } from '../order-life/order-error.ts';
import { holdMoney } from '../payments/hold-money.ts';
import type { PaymentCommand } from './change-payment.ts';
import { noRows, writeSettled } from './write-settled.ts';

/**
 * Notes that somebody sent a refund of money that came by hand; said once more it changes nothing. The amounts stay: it is
 * on record as given back already. The caller's transaction; locks the order (FOR NO KEY UPDATE).
 *
 * @throws {OrderError} not_found, version_mismatch
 */
export async function noteRefundSent(
  client: PoolClient,
  command: PaymentCommand & { readonly refundId: string },
): Promise<{ owes: [] }> {
  const { order } = await holdOrder(client, command);
  const money = (await holdMoney(client, [order.id])).get(order.id)!;
  const refund = money.operations.find(({ id, kind }) => id === command.refundId && kind === 'REFUND');
  if (!refund) throw new OrderError('not_found');
  if (!refund.toSend) return { owes: [] };
  refund.toSend = false;
  money.changedOperations.add(refund);
  const rows = noRows();
  const { trail } = command.actor;
  const after = { operationId: refund.id, amount: refund.amount, paymentId: refund.paymentId };
  if (trail) rows.audit.push(auditRow(trail, { subject: { type: 'order', id: order.id }, after }));
  await writeSettled(client, rows, money);
  return { owes: [] };
}
