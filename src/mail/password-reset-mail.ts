import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Brings the link with which a person chooses a new password. */
export function passwordResetMail({ href, ...person }: LinkToWrite): MailContent {
  const letter = {
    subject: 'Choose a new password',
    heading: 'Choose a new password',
    opening: 'Somebody, probably you, asked for a new password for your account with us.',
    lines: [],
    sections: [
      {
        title: 'The link',
        words: 'It is good once, and for half an hour from when it was asked for.',
      },
      {
        title: 'That was not you?',
        words: 'Then do nothing: your password stays as it is, and nobody else has this link.',
      },
    ],
    action: { label: 'Choose a new password', href },
  };
  return writeAccountMail(letter, person);
}
