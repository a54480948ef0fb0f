import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy as companies have them: it resolves names itself, opens tunnels to those that it knows, and to no others. */
export async function openConnectProxy(portOf: Readonly<Record<string, number>>) {
  const asked: { target: string; login: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  let passed = '';
  const server = createServer((_, response) => void response.writeHead(405).end());
  server.on('connect', ({ url: target = '', headers }, client: Socket) => {
    asked.push({ target, login: headers['proxy-authorization'] });
    const port = portOf[target];
    if (port === undefined) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    client.on('data', (chunk) => {
      passed += chunk.toString('latin1');
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Tunnels that it was asked for, in their order. */
    asked,
    /** What clients sent through tunnels, as the proxy sees it. */
    passed: () => passed,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
