import { costLines, type ShownCosts } from '../markup/cost-lines.ts';
import { formatInstant } from '../markup/format-instant.ts';
import { formatMoney } from '../markup/format-money.ts';
import type { MailContent, MailLine, MailOrder, MailSettings } from './letter.ts';
import { destination, subjectOf } from './mail-words.ts';
import { oneLine } from './sender.ts';
import { writeMail } from './write-mail.ts';

export interface PlacedOrder extends MailOrder, ShownCosts {
  items: readonly (MailLine & { unitPrice: number; lineTotal: number })[];
}

/** The confirmation of an order. */
export function confirmationMail(order: PlacedOrder, settings: MailSettings): MailContent {
  const money = (minorUnits: number): string => formatMoney(minorUnits, order.currency);
  const letter = {
    subject: subjectOf('Your order', order),
    heading: 'Thank you for your order',
    opening: `We have your order ${order.number} of ${formatInstant(order.placedAt)}. This is what is in it:`,
    lines: order.items.map((item) => ({
      name: oneLine(item.name),
      sku: oneLine(item.sku),
      amount: `${item.quantity} x ${money(item.unitPrice)}`,
      sum: money(item.lineTotal),
    })),
    sums: costLines(order).map((line) => ({ ...line, label: oneLine(line.label) })),
    sections: [
      ...destination('We deliver to', order),
      {
        title: 'What happens next',
        words: `We now get it ready for you. You need to do nothing more; if anything is not as it should be, tell us the order number ${order.number}.`,
      },
    ],
  };
  return writeMail(letter, order, settings);
}
