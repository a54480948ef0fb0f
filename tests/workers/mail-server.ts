import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { until } from '../setup/wait.ts';

export interface ReceivedMail extends Email {
  /** Headers as they came, each on one line. */
  head: string;
  envelope: { from: string; to: string[] };
}

export interface Refusal {
  at: 'connection' | 'sender' | 'recipient' | 'data';
  code: number;
  words: string;
}

/** A mail server that speaks real SMTP and keeps what it gets. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Answers RCPT TO with this code from now on, for a reason out of RFC 3463; undefined takes every address. */
  refuseRecipients(code: number | undefined, reason?: string): void;
  /** Refuses at one step of a conversation from now on, in exactly these words; undefined goes back to taking mails. */
  refuse(refusal: Refusal | undefined): void;
  /** Holds the answer to DATA until `release` is called. */
  holdData(): { started: Promise<void>; release(): void };
  received(count: number, withinMs?: number): Promise<ReceivedMail[]>;
  close(): Promise<void>;
}

export async function startMailServer(port = 0, options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let refusal: Refusal | undefined;
  const refusalAt = (at: Refusal['at'], address = '') =>
    refusal?.at === at
      ? Object.assign(new Error(refusal.words.replace('ADDRESS', address)), { responseCode: refusal.code })
      : null;
  let gate: { started(): void; opened: Promise<void> } | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    ...options,
    onConnect: (_session, callback) => callback(refusalAt('connection')),
    onMailFrom: ({ address }, _session, callback) => callback(refusalAt('sender', address)),
    onRcptTo: ({ address }, _session, callback) => callback(refusalAt('recipient', address)),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const email = await PostalMime.parse(raw);
        gate?.started();
        await gate?.opened;
        const refused = refusalAt('data');
        if (refused) return callback(refused);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          ...email,
          head: raw
            .toString('utf8')
            .split('\r\n\r\n', 1)[0]!
            .replace(/\r\n(?=[ \t])/g, ''),
          envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address) },
        });
        callback();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    mails,
    refuseRecipients: (code, reason = '5.1.1') => {
      refusal = code === undefined ? undefined : { at: 'recipient', code, words: `${reason} <ADDRESS> no` };
    },
    refuse: (next) => {
      refusal = next;
    },
    holdData() {
      const started = Promise.withResolvers<void>();
      const opened = Promise.withResolvers<void>();
      gate = { started: started.resolve, opened: opened.promise };
      return {
        started: started.promise,
        release() {
          gate = undefined;
          opened.resolve();
        },
      };
    },
    received: (count, withinMs) => until(`${count} mail(s)`, () => mails.length >= count && mails, withinMs),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
