import type { Transform } from 'node:stream';
import SMTPPool from 'nodemailer/lib/smtp-pool';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Kept connections to one mail server. */
export interface SmtpPool {
  /**
   * @param message finished: its lines end with CRLF, the last one too, and none begins with a dot
   * @throws what nodemailer says of a failed hand-over: `code`, `command`, `responseCode`
   */
  send(envelope: Envelope, message: Buffer, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * nodemailer's pool, given finished messages: of what a mailer of nodemailer hands to its transport, the pool needs
 * no more than this.
 */
export function openSmtpPool(options: SMTPPool.Options): SmtpPool {
  const pool = new SMTPPool(options);
  // What goes wrong with a mail is told to who sends it; an idle connection that ends is nobody's business.
  pool.on('error', () => {});
  type PooledMail = Parameters<typeof pool.send>[0];
  return {
    send(envelope, message, signal) {
      const mail = {
        data: { signal },
        message: {
          getEnvelope: () => envelope,
          messageId: () => '',
          getHeader: () => '',
          createReadStream: () => asItIs(message),
        },
      };
      return new Promise((resolve, reject) => {
        pool.send(mail as unknown as PooledMail, (error) => (error ? reject(error) : resolve()));
      });
    },
    close: () => pool.close(),
  };
}

const CRLF = Buffer.from('\r\n');
const END_OF_DATA = Buffer.from('.\r\n');
const LINE_WITH_DOT = Buffer.from('\r\n.');

/**
 * nodemailer reads each byte of a message for dots and line ends to put right, and ends it in a write of its own. A
 * message that is known to be right goes out in one write, with its end.
 */
function asItIs(message: Buffer): unknown {
  if (message.includes(LINE_WITH_DOT) || !message.subarray(-2).equals(CRLF)) return message;
  return {
    pipe(data: Transform) {
      data._transform = (chunk, _encoding, done) => done(null, chunk);
      data._flush = (done) => done();
      data.end(Buffer.concat([message, END_OF_DATA]));
    },
  };
}
