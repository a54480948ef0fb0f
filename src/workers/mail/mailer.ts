import { createTransport } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import { boundedReason } from '../../jobs/failure.ts';
import { PermanentError } from '../processor.ts';
import { oneLine } from './confirmation.ts';
import { isRefusal } from './refusal.ts';

export interface Mail {
  to: { name: string; address: string };
  /** RFC 5322, with its angle brackets; the same for every attempt. */
  messageId: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  /** Domain that Message-IDs are made with. */
  readonly domain: string;
  /**
   * Hands one mail to the mail server. @throws {PermanentError} when the server refuses the address for
   * good; any other error is worth another try. No error names an address.
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface MailerSettings {
  smtpUrl: string;
  /** `orders@shop.example` or `Shop <orders@shop.example>`. */
  mailFrom: string;
  maxConnections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Silence from the server after which a connection is given up. */
const SOCKET_TIMEOUT_MS = 20_000;
/** What would be another command, another recipient or another header. */
const suspicious = /[\p{Cc}\s<>,;"\\()[\]]/u;

/** SMTP over a pool of kept connections. @throws {Error} when MAIL_FROM is no address */
export function createMailer(settings: MailerSettings): Mailer {
  const from = sender(settings.mailFrom);
  const transport = createTransport({
    url: settings.smtpUrl,
    pool: true,
    maxConnections: settings.maxConnections,
    maxMessages: 1_000,
    // The queue retries, with its own patience.
    maxRequeues: 1,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // What goes wrong with a mail is told by send(); an idle connection that ends is nobody's business.
  transport.on('error', () => {});

  return {
    domain: from.address.slice(from.address.lastIndexOf('@') + 1),
    async send({ to, ...content }, signal) {
      if (suspicious.test(to.address))
        throw new PermanentError('The address is not one that mail can be sent to', 'refused');
      try {
        await transport.sendMail({
          ...content,
          from,
          to: { name: oneLine(to.name), address: to.address },
          // RFC 3834: no out-of-office answers, please.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
      } catch (error) {
        const reason = boundedReason((error as Error).message);
        if (isRefusal(error))
          throw new PermanentError(`The mail server refused the address: ${reason}`, 'refused');
        throw new Error(`The mail could not be handed over: ${reason}`);
      }
    },
    close: () => transport.close(),
  };
}

function sender(mailFrom: string): { name: string; address: string } {
  const [parsed] = addressparser(mailFrom, { flatten: true });
  const address = parsed?.address ?? '';
  if (!/^[^@]+@[^@]+$/.test(address) || suspicious.test(address)) {
    throw new Error('MAIL_FROM must be an address such as Shop <orders@shop.example>');
  }
  return { name: oneLine(parsed?.name ?? ''), address };
}
