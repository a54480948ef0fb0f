import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Welcomes a person, and brings the link that confirms their address. */
export function welcomeMail({ href, ...person }: LinkToWrite): MailContent {
  const letter = {
    subject: 'Welcome: is this your address?',
    heading: 'Welcome',
    opening: 'There is an account with us for this address. Confirm that it is yours:',
    lines: [],
    sections: [
      {
        title: 'What it is for',
        words:
          'You can order without it. A confirmed address is how we know you when you have forgotten your password. ' +
          'The link is good once, and for a day.',
      },
      {
        title: 'That was not you?',
        words: 'Then do nothing: nobody can confirm this address but who reads its mail.',
      },
    ],
    action: { label: 'Confirm this address', href },
  };
  return writeAccountMail(letter, person);
}
