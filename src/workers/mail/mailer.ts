import { boundedReason } from '../../jobs/failure.ts';
import { domainOnTheWire, isAscii, type MailSender, oneLine, readMailSender } from '../../mail/sender.ts';
import { PermanentError } from '../processor.ts';
import { mimeMessage } from './mime-message.ts';
import { isRefusal } from './refusal.ts';
import { openSmtpPool } from './smtp-pool.ts';

export interface Mail {
  to: { name: string; address: string };
  /** RFC 5322, with its angle brackets; the same for every attempt. */
  messageId: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  /** Domain that Message-IDs are made with, in ASCII. */
  readonly domain: string;
  readonly sender: MailSender;
  /**
   * Hands one mail to the mail server. @throws {PermanentError} when the server refuses the address for
   * good; any other error is worth another try. No error names an address.
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface MailerSettings {
  smtpUrl: string;
  /** As `readMailSender` takes it. */
  mailFrom: string;
  maxConnections: number;
}

/** Mails over one connection; then it is made anew, as some servers want it. */
const MAX_MESSAGES = 1_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Silence from the server after which a connection is given up. */
const SOCKET_TIMEOUT_MS = 20_000;
/** What would be another command, another recipient or another header. */
const suspicious = /[\p{Cc}\s<>,;"\\()[\]]/u;

/** SMTP over a pool of kept connections. @throws {Error} when MAIL_FROM is no sender */
export function createMailer(settings: MailerSettings): Mailer {
  const from = readMailSender(settings.mailFrom);
  if ('fault' in from) throw new Error(`MAIL_FROM ${from.fault}`);
  const pool = openSmtpPool({
    url: settings.smtpUrl,
    maxConnections: settings.maxConnections,
    maxMessages: MAX_MESSAGES,
    // The queue retries, with its own patience.
    maxRequeues: 1,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  });

  return {
    domain: domainOf(from.address),
    sender: from,
    async send({ to, ...content }, signal) {
      const address = onTheWire(to.address);
      if (address === undefined)
        throw new PermanentError('The address is not one that mail can be sent to', 'refused');
      const message = mimeMessage({ ...content, from, to: { name: oneLine(to.name), address } });
      try {
        await pool.send({ from: from.address, to: [address] }, message, signal);
      } catch (error) {
        const reason = boundedReason((error as Error).message);
        if (isRefusal(error))
          throw new PermanentError(`The mail server refused the address: ${reason}`, 'refused');
        throw new Error(`The mail could not be handed over: ${reason}`);
      }
    },
    close: () => pool.close(),
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * The address with its domain in the form that every server knows (RFC 5891), or undefined where mail cannot be sent
 * to it: what stands before the @ has no such form, and most servers take ASCII alone (RFC 6531).
 */
function onTheWire(address: string): string | undefined {
  const domain = domainOf(address);
  const local = address.slice(0, -domain.length);
  const ascii = domainOnTheWire(domain);
  return ascii === undefined || !isAscii(local) || suspicious.test(address) ? undefined : `${local}${ascii}`;
}
