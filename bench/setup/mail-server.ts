import { createServer, type Socket } from 'node:net';

/**
 * A process that speaks as much SMTP as a client needs, takes every mail at once and keeps none: in production the
 * mail server is another machine, so it should cost this one little. It tells `{ type: 'ready', port }` when it
 * listens, and the number of mails and of different Message-IDs whenever it is asked.
 */
let mails = 0;
const messageIds = new Set<string>();
const END_OF_DATA = Buffer.from('\r\n.\r\n');

function serve(socket: Socket): void {
  let received = Buffer.alloc(0);
  let inData = false;
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write('220 bench\r\n');
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    let answers = '';
    for (;;) {
      const end = inData ? received.indexOf(END_OF_DATA) : received.indexOf('\n');
      if (end === -1) break;
      const text = received.subarray(0, end).toString('latin1');
      received = received.subarray(end + (inData ? END_OF_DATA.length : 1));
      answers += inData ? takeMail(text) : answer(text);
      inData = !inData && /^DATA/i.test(text);
      if (/^QUIT/i.test(text)) socket.end(answers);
    }
    if (answers !== '' && socket.writable) socket.write(answers);
  });
}

function takeMail(text: string): string {
  mails++;
  messageIds.add(/^message-id: *(\S+)/im.exec(text)?.[1] ?? `none ${mails}`);
  return '250 taken\r\n';
}

function answer(command: string): string {
  if (/^EHLO/i.test(command)) return '250-bench\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
  if (/^DATA/i.test(command)) return '354 go on\r\n';
  return /^QUIT/i.test(command) ? '221 bye\r\n' : '250 ok\r\n';
}

const server = createServer(serve);
process.on('message', () => process.send?.({ type: 'counts', mails, different: messageIds.size }));
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ type: 'ready', port: typeof address === 'object' && address ? address.port : 0 });
});
