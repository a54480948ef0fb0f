import type { MailContent, MailLine, MailOrder, MailSettings } from './letter.ts';
import { subjectOf, units, unitsOf } from './mail-words.ts';
import { moneyBack } from './money-back.ts';
import { writeMail } from './write-mail.ts';

/** A cancellation, as its mail tells of it. */
export interface Cancellation {
  reason: string;
  refund: boolean;
  /** What the units cost, in minor units of the order's currency. */
  amount: number;
  /** Of it, what had been paid back before. */
  refundedBefore?: number;
  items: readonly MailLine[];
  /** Units of the order that are not cancelled, shipped or not. */
  unitsLeft: number;
}

/** Why, as the buyer is told. A suspicion is kept to ourselves. */
const reasons: Readonly<Record<string, string>> = {
  customer: 'You asked us to cancel it.',
  inventory: 'We do not have it any more. We are sorry.',
  declined: 'The payment was declined.',
  expired: 'It was not paid in time, so it is kept for you no longer.',
  staff: 'We made a mistake with it. We are sorry.',
};
const noReason = 'We cannot deliver it.';

/** Tells what of an order was cancelled, why, and what happens with the money. */
export function cancelledMail(
  order: MailOrder,
  cancellation: Cancellation,
  settings: MailSettings,
): MailContent {
  const { reason, unitsLeft } = cancellation;
  const what = unitsLeft === 0 ? 'Your order' : 'Part of your order';
  const rest = { title: 'The rest', words: `The rest of the order (${units(unitsLeft)}) stays as it is.` };
  const letter = {
    subject: subjectOf(`${what} is cancelled:`, order),
    heading: `${what} is cancelled`,
    opening: `We have cancelled this in your order ${order.number}:`,
    lines: cancellation.items.map(unitsOf),
    sections: [
      { title: 'Why', words: reasons[reason] ?? noReason },
      { title: 'Your money', words: moneyBack(cancellation, order) },
      ...(unitsLeft === 0 ? [] : [rest]),
    ],
  };
  return writeMail(letter, order, settings);
}
