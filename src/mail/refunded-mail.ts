import { formatMoney } from '../markup/format-money.ts';
import type { MailContent, MailOrder, MailSettings } from './letter.ts';
import { subjectOf } from './mail-words.ts';
import { writeMail } from './write-mail.ts';

/** A refund that succeeded. */
export interface Refund {
  /** In minor units of the order's currency. */
  amount: number;
  /** On record, while somebody has to send it by hand still. */
  toSend?: boolean;
}

/** Tells that money was paid back, or will be where somebody has to send it. */
export function refundedMail(
  order: MailOrder,
  { amount, toSend = false }: Refund,
  settings: MailSettings,
): MailContent {
  const words = `We ${toSend ? 'pay' : 'have paid'} ${formatMoney(amount, order.currency)} back`;
  const letter = {
    subject: subjectOf(`${words} for order`, order),
    heading: words,
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
