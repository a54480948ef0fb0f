import { once } from 'node:events';
import { createServer } from 'node:http';

/** What the raw server answers at one address. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  /** base64. */
  body: string;
}

/**
 * The yardstick: a bare `node:http` server in a process of its own that writes answers from memory. Told over
 * IPC what to answer, it does nothing else.
 */
process.on('message', (answers: Record<string, RawAnswer>) => {
  for (const [url, { body, ...answer }] of Object.entries(answers)) {
    ready.set(url, { ...answer, body: Buffer.from(body, 'base64') });
  }
  process.send?.({ type: 'ready', url: `http://127.0.0.1:${(server.address() as { port: number }).port}` });
});
process.on('disconnect', () => process.exit(0));

const ready = new Map<string, Omit<RawAnswer, 'body'> & { body: Buffer }>();
const server = createServer((request, response) => {
  const answer = ready.get(request.url!);
  if (!answer) return void response.writeHead(404).end();
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ type: 'listening' });
