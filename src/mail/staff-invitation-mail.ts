import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Brings the link with which somebody who is invited to work here chooses a name and a password. */
export function staffInvitationMail({ href, ...person }: LinkToWrite): MailContent {
  const letter = {
    subject: 'You are invited to work with us',
    heading: 'You are invited',
    opening: 'You get an account with which you work for the shop: choose a name and a password for it.',
    lines: [],
    sections: [
      {
        title: 'The link',
        words: 'It is good once, and for seven days.',
      },
      {
        title: 'You do not know why?',
        words: 'Then do nothing: without the link nobody can use the account.',
      },
    ],
    action: { label: 'Accept the invitation', href },
  };
  return writeAccountMail(letter, person);
}
