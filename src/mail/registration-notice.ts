import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Tells who has an account that somebody wanted to make one with their address. */
export function registrationNotice({ shop, name }: LinkToWrite): MailContent {
  const letter = {
    subject: 'You have an account already',
    heading: 'You have an account already',
    opening:
      'Somebody, probably you, wanted to make an account with this address. There is one, and it stays as it is.',
    lines: [],
    sections: [
      {
        title: 'That was you?',
        words: 'Log in with this address. If you have forgotten your password, ask for a new one there.',
      },
      {
        title: 'That was not you?',
        words: 'Then do nothing: nobody learns from us that you have an account.',
      },
    ],
  };
  return writeAccountMail(letter, { shop, name });
}
