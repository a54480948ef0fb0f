import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server that notes the Message-ID of every mail, in the file MAILS, before it says that it took it:
 * killed in between, it has taken a mail that its sender does not know to be taken.
 */
const mails = openSync(process.env.MAILS ?? '', 'a');
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, callback) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => {
      const id = /^Message-ID:\s*(<[^>]+>)/im.exec(Buffer.concat(chunks).toString('latin1'))?.[1];
      writeSync(mails, `${id}\n`);
      callback();
    });
  },
});
server.on('error', () => {});
server.listen(Number(process.env.PORT), '127.0.0.1');
await once(server.server, 'listening');
const { port } = server.server.address() as AddressInfo;
process.send?.({ type: 'ready', url: `smtp://127.0.0.1:${port}` });
