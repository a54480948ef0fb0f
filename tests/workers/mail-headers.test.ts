import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createMailer } from '../../src/workers/mail/mailer.ts';
import { PermanentError } from '../../src/workers/processor.ts';
import { type MailServer, type ReceivedMail, startMailServer } from './mail-server.ts';

// As most servers are: what is not ASCII in an address cannot be said to it.
let server: MailServer;
beforeAll(async () => {
  server = await startMailServer(0, { hideSMTPUTF8: true });
});
afterAll(() => server.close());

const ada = { name: 'Ada', address: 'ada@example.com' };

async function sent(
  mailFrom: string,
  over: { to?: typeof ada; subject?: string } = {},
): Promise<ReceivedMail> {
  const mailer = createMailer({ smtpUrl: server.url, mailFrom, maxConnections: 1 });
  onTestFinished(() => mailer.close());
  const messageId = `<1.confirmation@${mailer.domain}>`;
  const mail = { messageId, subject: 'S', text: 'ü', html: '<p>ü</p>', to: ada, ...over };
  await mailer.send(mail, AbortSignal.timeout(60_000));
  return server.mails.at(-1)!;
}

describe('the headers of a mail are ASCII (RFC 5322), whatever the shop, the buyer and the subject are called', () => {
  it.each([
    ['a sender with an international domain', 'Bücher <orders@bücher.example>', {}],
    ['one without a name', 'orders@例え.example', {}],
    [
      'an international domain of a buyer',
      'orders@shop.example',
      { to: { ...ada, address: 'a@bücher.example' } },
    ],
    [
      'names and subjects in other scripts',
      '店 <a@shop.example>',
      { to: { ...ada, name: 'Łódź 🚀' }, subject: '注文 ü' },
    ],
  ])('%s', async (_, mailFrom, over) => {
    const { head } = await sent(mailFrom, over);
    expect(head).toMatch(/^[\x20-\x7e\r\n]+$/);
    for (const header of ['From', 'To', 'Subject', 'Message-ID', 'Date']) {
      expect(head.match(new RegExp(`^${header}: `, 'gm'))).toHaveLength(1);
    }
  });

  it('domains are written as A-labels in From and Message-ID alike', async () => {
    const { head, from } = await sent('Bücher <orders@bücher.example>');
    expect(from).toEqual({ name: 'Bücher', address: 'orders@xn--bcher-kva.example' });
    expect(head).toContain('Message-ID: <1.confirmation@xn--bcher-kva.example>');
  });

  it('a domain that is ASCII stays as it is written, and so does the Message-ID', async () => {
    const { head } = await sent('Shop <Orders@Shop.example>');
    expect(head).toContain('Message-ID: <1.confirmation@Shop.example>');
    expect(head).toContain('<Orders@Shop.example>');
  });

  it('an address that most servers do not take is sent nothing', async () => {
    const before = server.mails.length;
    const to = { ...ada, address: 'für@example.com' };
    await expect(sent('orders@shop.example', { to })).rejects.toThrow(PermanentError);
    expect(server.mails).toHaveLength(before);
  });
});

it.each([
  ['Shop: best prices <orders@shop.example>', 'Shop: best prices'],
  ['Shop (UK) <orders@shop.example>', 'Shop (UK)'],
  ['Smith, Sons & Co. <orders@shop.example>', 'Smith, Sons & Co.'],
  ['The "Real" Shop; Ltd <orders@shop.example>', 'The "Real" Shop; Ltd'],
  ['"Shop \\"UK\\" <here>" <orders@shop.example>', 'Shop "UK" <here>'],
  ["O'Neil @ home <orders@shop.example>", "O'Neil @ home"],
  ['<orders@shop.example>', ''],
  ['orders@shop.example', ''],
])('the sender %s is shown as %j, all of it', async (mailFrom, name) => {
  const { from, to } = await sent(mailFrom);
  expect(from).toEqual({ name, address: 'orders@shop.example' });
  expect(to).toHaveLength(1);
});
