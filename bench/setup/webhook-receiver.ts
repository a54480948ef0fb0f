import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks that takes everything; tells how many came, and how many different ones. */
const ids = new Set<unknown>();
let received = 0;
const server = createServer((request, response) => {
  received++;
  ids.add(request.headers['webhook-id']);
  request.resume();
  request.on('end', () => response.writeHead(204).end());
});
process.on('message', () => process.send?.({ received, different: ids.size }));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
