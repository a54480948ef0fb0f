import type { Pool } from 'pg';
import { loadConfig } from '../../src/config.ts';
import { startWorker } from '../../src/workers/start-worker.ts';
import { type MailServer, type ReceivedMail, startMailServer } from '../workers/mail-server.ts';
import { settingsFor } from './api.ts';
import { until } from './wait.ts';

/** Where links of the mails lead. */
export const PUBLIC_URL = 'https://shop.example';

/** A whole worker for a shop, in this process, and the mail server that it delivers to. */
export interface PostOffice {
  readonly server: MailServer;
  /** Ends when nothing is owed any more. */
  quiet(): Promise<void>;
  /** What was sent to an address, once nothing is owed any more; of two that were owed at once either may come first. */
  mailsTo(address: string): Promise<ReceivedMail[]>;
  /** The last one of those with this subject. */
  mailTo(address: string, subject: string): Promise<ReceivedMail | undefined>;
  close(): Promise<void>;
}

export async function openPostOffice(shop: { url: string; pool: Pool }): Promise<PostOffice> {
  const server = await startMailServer();
  const settings = { PUBLIC_URL, SMTP_URL: server.url, MAIL_FROM: 'Shop <orders@shop.example>' };
  const stop = await startWorker(loadConfig('worker', settingsFor(shop.url, settings)));
  const quiet = async () => {
    await until('nothing is owed', async () => {
      const { rows } = await shop.pool.query('select from outbox_messages where settled_at is null limit 1');
      return rows.length === 0;
    });
  };
  const mailsTo = async (address: string) => {
    await quiet();
    return server.mails.filter(({ envelope }) => envelope.to.includes(address));
  };
  return {
    server,
    quiet,
    mailsTo,
    mailTo: async (address, wanted) => (await mailsTo(address)).findLast(({ subject }) => subject === wanted),
    async close() {
      await stop();
      await server.close();
    },
  };
}

export const WELCOME = 'Welcome: is this your address?';
export const NEW_PASSWORD = 'Choose a new password';
export const NEW_ADDRESS = 'Is this your new address?';

/** The token of the link in a mail. */
export function tokenIn(mail: ReceivedMail | undefined): string {
  const [, token] = /https:\/\/shop\.example\/[\w/-]+\/([\w-]{43})\n/.exec(mail?.text ?? '') ?? [];
  if (token === undefined) throw new Error(`There is no link in ${mail?.text}`);
  return token;
}
