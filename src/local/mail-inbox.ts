import { SMTPServer } from 'smtp-server';
import { listenNear } from './listen-near.ts';
import { MailStore } from './mail-store.ts';
import { mailWeb } from './mail-web.ts';

const host = '127.0.0.1';
/** Of the page, where it is free. */
export const INBOX_PORT = 8025;
const preferredSmtpPort = 1025;
const largestMailBytes = 10_000_000;

export interface MailInbox {
  readonly smtpUrl: string;
  readonly webUrl: string;
  stop(): Promise<void>;
}

/**
 * Takes every mail over SMTP and shows it on a web page, both on loopback; delivers nothing.
 *
 * @param except ports that others are to have, should the preferred ones be taken
 */
export async function startMailInbox(
  folder: string,
  ports: { web: number; smtp: number } = { web: INBOX_PORT, smtp: preferredSmtpPort },
  except: readonly number[] = [],
): Promise<MailInbox> {
  const store = await MailStore.open(folder);
  const smtp = smtpServer(store);
  const web = mailWeb(store);
  const webPort = await listenNear(web, ports.web, { except });
  const smtpPort = await listenNear(smtp.server, ports.smtp, { except });
  return {
    smtpUrl: `smtp://${host}:${smtpPort}`,
    webUrl: `http://${host}:${webPort}`,
    stop: async () => {
      web.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => web.close(() => resolve())),
        new Promise<void>((resolve) => smtp.close(resolve)),
      ]);
    },
  };
}

function smtpServer(store: MailStore): SMTPServer {
  const server = new SMTPServer({
    banner: 'Holdfast mail inbox',
    size: largestMailBytes,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: false,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', callback);
      stream.once('end', () => {
        if (stream.sizeExceeded) {
          callback(Object.assign(new Error('Message exceeds 10 MB'), { responseCode: 552 }));
          return;
        }
        // Taken once it is in its file; a full disk makes the sender try again later.
        store.add(Buffer.concat(chunks)).then(
          (id) => callback(null, `kept as ${id}`),
          () => callback(Object.assign(new Error('The inbox cannot write'), { responseCode: 452 })),
        );
      });
    },
  });
  // A client that hangs up in the middle of a conversation.
  server.on('error', () => {});
  return server;
}
