import { formatInstant } from '../markup/format-instant.ts';
import { htmlOfMail } from './html-of-mail.ts';
import type { Envelope, Letter, MailContent, MailOrder, MailSettings } from './letter.ts';
import { personName } from './person-name.ts';
import { textOfMail } from './text-of-mail.ts';

/** Writes a letter about an order in the one layout that all mails have, as HTML and as text for those who read that. */
export function writeMail(letter: Letter, order: MailOrder, { shop, link }: MailSettings): MailContent {
  const name = personName(order.customer.name);
  const look = link === undefined ? [] : [{ label: 'Look at the order', href: link }];
  const envelope: Envelope = {
    orderId: order.id,
    number: order.number,
    greeting: name === '' ? 'Hello,' : `Hello ${name},`,
    order: [
      ['Order', order.number],
      ['Placed', formatInstant(order.placedAt)],
    ],
    shopName: shop.name,
    signature: [shop.name, shop.address].filter(Boolean),
    links: letter.action ? [letter.action, ...look] : look,
  };
  return {
    subject: letter.subject,
    text: textOfMail(letter, envelope),
    html: htmlOfMail(letter, envelope),
  };
}
