import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Brings the link with which a person sees an order of theirs again, and takes it into their account. */
export function orderClaimMail({ href, order, ...person }: LinkToWrite): MailContent {
  const number = order?.number ?? '';
  const letter = {
    subject: `Your order ${number}`,
    heading: 'Your order',
    opening: `Somebody, probably you, looked for order ${number} by its number and this e-mail address.`,
    lines: [],
    sections: [
      {
        title: 'The link',
        words:
          'It shows the order, and takes it into your account if you want that: once, and for half an hour from when it was asked for.',
      },
      {
        title: 'That was not you?',
        words: 'Then do nothing: nobody else has this link, and the order stays as it is.',
      },
    ],
    action: { label: 'See the order', href },
  };
  return writeAccountMail(letter, person);
}
