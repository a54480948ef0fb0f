import { formatMoney } from '../markup/format-money.ts';
import type { MailContent, MailOrder, MailSettings } from './letter.ts';
import { subjectOf } from './mail-words.ts';
import { writeMail } from './write-mail.ts';

/** A refund that succeeded. */
export interface Refund {
  /** In minor units of the order's currency. */
  amount: number;
}

/** Tells that money was paid back. */
export function refundedMail(order: MailOrder, { amount }: Refund, settings: MailSettings): MailContent {
  const money = formatMoney(amount, order.currency);
  const letter = {
    subject: subjectOf(`We have paid ${money} back for order`, order),
    heading: `We have paid ${money} back`,
    opening: `It is for your order ${order.number}, and comes the way you paid.`,
    lines: [],
    sections: [
      {
        title: 'What happens next',
        words: 'Until you see it, it may take your bank some days. You need to do nothing more.',
      },
    ],
  };
  return writeMail(letter, order, settings);
}
