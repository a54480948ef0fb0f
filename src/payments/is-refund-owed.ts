import { type Operation, type OrderMoney, refundable } from './money-state.ts';

/**
 * Whether a failed refund waits for a person still: not where nothing is left of its payment to give back, nor where people
 * gave the same amount back afterwards, here or at the provider's desk. Each such refund is for one: the latest that had
 * failed by then.
 */
export function isRefundOwed(money: OrderMoney, refund: Operation): boolean {
  if (refund.kind !== 'REFUND' || refund.state !== 'FAILED') return false;
  const payment = money.payments.find(({ id }) => id === refund.paymentId);
  if (!payment || refundable(money, payment) === 0) return false;
  let owed = 1;
  const after = money.operations
    .filter((one) => one !== refund && one.kind === 'REFUND' && one.amount === refund.amount)
    .flatMap((one) => {
      const isGiven = one.state === 'SUCCEEDED' && (one.actorRole !== 'SYSTEM' || one.reason === 'provider');
      if (one.state !== 'FAILED' && !isGiven) return [];
      return [{ at: isGiven ? one.createdAt : one.finishedAt!, change: isGiven ? -1 : 1 }];
    })
    .filter(({ at }) => at > refund.finishedAt!)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (const { change } of after) {
    owed += change;
    if (owed === 0) return false;
  }
  return true;
}
