import type { LinkToWrite, MailContent } from './letter.ts';
import { writeAccountMail } from './write-mail.ts';

/** Tells an administrator that the shop no longer sends events to an endpoint. */
export function webhookDisabledNotice({ shop, name }: LinkToWrite): MailContent {
  const letter = {
    subject: 'A webhook endpoint was disabled',
    heading: 'A webhook endpoint was disabled',
    opening:
      'Its receiver has not taken one event for five days, or said that it is gone. Nothing is sent to it any more.',
    lines: [],
    sections: [
      {
        title: 'What to do',
        words:
          'The operators’ pages list the endpoints, with what each receiver answered. Enable it again when it works, and ' +
          'replay the events of the time between: they are kept for 30 days.',
      },
    ],
  };
  return writeAccountMail(letter, { shop, name });
}
