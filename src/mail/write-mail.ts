import { formatInstant } from '../markup/format-instant.ts';
import { htmlOfMail } from './html-of-mail.ts';
import type { Envelope, Letter, LinkToWrite, MailContent, MailOrder, MailSettings } from './letter.ts';
import { personName } from './person-name.ts';
import type { MailSender } from './sender.ts';
import { textOfMail } from './text-of-mail.ts';

/** Writes a letter about an order in the one layout that all mails have, as HTML and as text for those who read that. */
export function writeMail(letter: Letter, order: MailOrder, { shop, link }: MailSettings): MailContent {
  const look = link === undefined ? [] : [{ label: 'Look at the order', href: link }];
  return laidOut(letter, {
    ...frameOf(shop, order.customer.name ?? ''),
    highlight: order.number,
    footnote: `Id of the order: ${order.id}`,
    order: [
      ['Order', order.number],
      ['Placed', formatInstant(order.placedAt)],
    ],
    links: letter.action ? [letter.action, ...look] : look,
  });
}

/** Writes a letter to a person about their account, in the same layout. */
export function writeAccountMail(letter: Letter, { shop, name }: Omit<LinkToWrite, 'href'>): MailContent {
  const links = letter.action ? [letter.action] : [];
  return laidOut(letter, { ...frameOf(shop, name ?? ''), order: [], links });
}

function frameOf(shop: MailSender, written: string): Pick<Envelope, 'greeting' | 'shopName' | 'signature'> {
  const name = personName(written);
  return {
    greeting: name === '' ? 'Hello,' : `Hello ${name},`,
    shopName: shop.name,
    signature: [shop.name, shop.address].filter(Boolean),
  };
}

function laidOut(letter: Letter, envelope: Envelope): MailContent {
  return {
    subject: letter.subject,
    text: textOfMail(letter, envelope),
    html: htmlOfMail(letter, envelope),
  };
}
