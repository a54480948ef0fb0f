import type { MailContent, MailLine, MailOrder, MailSettings } from './letter.ts';
import { subjectOf, units, unitsOf } from './mail-words.ts';
import { moneyBack } from './money-back.ts';
import { writeMail } from './write-mail.ts';

/** The receipt of what was sent back, as its mail tells of it. */
export interface ReturnReceipt {
  refund: boolean;
  /** What the units cost, in minor units of the order's currency. */
  amount: number;
  /** Of it, what had been paid back before. */
  refundedBefore?: number;
  items: readonly MailLine[];
  /** Units of the same return that have not come yet. */
  unitsAwaited: number;
}

/** Tells that a return, or a part of it, has come, and what happens with the money. */
export function returnReceivedMail(
  order: MailOrder,
  receipt: ReturnReceipt,
  settings: MailSettings,
): MailContent {
  const { unitsAwaited } = receipt;
  const what = unitsAwaited === 0 ? 'your return' : 'part of your return';
  const rest = { title: 'What is still to come', words: `The rest of this return (${units(unitsAwaited)}).` };
  const letter = {
    subject: subjectOf(`We have ${what} of order`, order),
    heading: `We have ${what}`,
    opening: `This has come back to us out of your order ${order.number}:`,
    lines: receipt.items.map(unitsOf),
    sections: [
      { title: 'Your money', words: moneyBack(receipt, order) },
      ...(unitsAwaited === 0 ? [] : [rest]),
    ],
  };
  return writeMail(letter, order, settings);
}
