import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Brings the link that gives an account this address. */
export function emailChangeMail({ href, ...person }: LinkToWrite): MailContent {
  const letter = {
    subject: 'Is this your new address?',
    heading: 'Is this your new address?',
    opening:
      'Somebody, probably you, wants to log in to their account with us with this address from now on.',
    lines: [],
    sections: [
      { title: 'The link', words: 'It is good once, and for a day. Until then everything stays as it is.' },
      {
        title: 'That was not you?',
        words: 'Then do nothing, and this address belongs to no account of ours.',
      },
    ],
    action: { label: 'Use this address', href },
  };
  return writeAccountMail(letter, person);
}

/** Tells the address that an account has that it is about to get another. */
export function emailChangeNotice({ shop, name }: LinkToWrite): MailContent {
  const letter = {
    subject: 'Your account is about to get another address',
    heading: 'Your account is about to get another address',
    opening:
      'Somebody who knows your password asked for it. It happens when the link in the mail to the other address is opened.',
    lines: [],
    sections: [
      { title: 'That was you?', words: 'Then you need to do nothing here.' },
      {
        title: 'That was not you?',
        words:
          'Then choose a new password at once: that ends all logins, and the link to the other address as well.',
      },
    ],
  };
  return writeAccountMail(letter, { shop, name });
}
