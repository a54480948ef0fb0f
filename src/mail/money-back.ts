import { formatMoney } from '../markup/format-money.ts';
import type { MailOrder } from './letter.ts';

export interface MoneyBack {
  /** Whether money is to be paid back. */
  refund: boolean;
  /** What the units cost, in minor units of the order's currency. */
  amount: number;
  /** Of it, what had been paid back before. */
  refundedBefore?: number;
}

/** What happens with the money for units that were cancelled or sent back, in words. */
export function moneyBack({ refund, amount, refundedBefore = 0 }: MoneyBack, order: MailOrder): string {
  const money = (minorUnits: number): string => formatMoney(minorUnits, order.currency);
  if (amount === 0) return 'These items cost nothing, so there is nothing to pay back.';
  if (order.captured === 0) {
    const owed = refund ? ` You need not pay the ${money(amount)} any more.` : '';
    return `No payment for this order is on record, so nothing is paid back.${owed}`;
  }
  if (!refund)
    return `Nothing is paid back by itself. If you expect ${money(amount)} back, tell us the order number ${order.number}.`;
  const left = Math.min(amount - refundedBefore, order.captured);
  if (left === 0) return `We have paid the ${money(amount)} back before.`;
  return `We pay ${money(left)} back, the way you paid. We write again when it is done.`;
}
