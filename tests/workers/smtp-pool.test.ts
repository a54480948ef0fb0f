import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSmtpPool, type SmtpPool } from '../../src/workers/mail/smtp-pool.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

let server: MailServer;
let pool: SmtpPool;
beforeAll(async () => {
  server = await startMailServer();
  pool = openSmtpPool({ url: server.url, maxConnections: 1 });
});
afterAll(async () => {
  pool.close();
  await server.close();
});

it.each([
  ['finished', 'one\r\ntwo\r\n'],
  ['with lines that begin with dots', '.\r\n.one\r\n..two\r\n'],
  ['without an end', 'one\r\ntwo'],
  ['with an end that is half of one', 'one\r\ntwo\r'],
])('a message %s arrives as it is, and the next one after it', async (_, body) => {
  const envelope = { from: 'shop@shop.example', to: ['ada@example.com'] };
  for (const text of [body, 'next\r\n']) {
    await pool.send(envelope, `Subject: S\r\n\r\n${text}`, AbortSignal.timeout(60_000));
    expect(server.mails.at(-1)?.text?.trimEnd()).toBe(text.replaceAll('\r\n', '\n').trimEnd());
  }
});
