import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Tells who has an account that its password was changed. */
export function passwordChangeNotice({ shop, name }: LinkToWrite): MailContent {
  const letter = {
    subject: 'Your password was changed',
    heading: 'Your password was changed',
    opening: 'Your account with us has a new password, and the logins with the old one have ended.',
    lines: [],
    sections: [
      { title: 'That was you?', words: 'Then you need to do nothing.' },
      {
        title: 'That was not you?',
        words:
          'Then ask for a new password at once, with this address where you log in: that ends all logins. Whoever ' +
          'changed it knew your password or can read your mail, so choose a new password there as well.',
      },
    ],
  };
  return writeAccountMail(letter, { shop, name });
}
