import SMTPPool from 'nodemailer/lib/smtp-pool';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Kept connections to one mail server. */
export interface SmtpPool {
  /** @throws what nodemailer says of a failed hand-over: `code`, `command`, `responseCode` */
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
  type Mail = Parameters<typeof pool.send>[0];
  return {
    send(envelope, message, signal) {
      const mail = {
        data: { signal },
        message: {
          getEnvelope: () => envelope,
          messageId: () => '',
          getHeader: () => '',
          createReadStream: () => message,
        },
      };
      return new Promise((resolve, reject) => {
        pool.send(mail as unknown as Mail, (error) => (error ? reject(error) : resolve()));
      });
    },
    close: () => pool.close(),
  };
}
