import { lookup } from 'node:dns/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Where HOST listens: `localhost` is every address of that name, IPv4 and IPv6. */
export async function addressesOf(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/**
 * Listens at each of these addresses. What arrives at another than the first is handed to the one HTTP server, so that
 * its limits, and what a stop does to open connections, hold there as well. Told `localhost`, Fastify would make a
 * second HTTP server and not wait for its answers.
 *
 * @param addresses the first must be had; another, such as that of IPv6, is done without where the machine has none
 * @param port 0 for any that is free
 * @returns the port, the same at all
 */
export async function listen(
  app: FastifyInstance,
  [first, ...others]: readonly string[],
  port: number,
): Promise<number> {
  const doors = others.map((address) => ({
    address,
    server: createServer((socket) => app.server.emit('connection', socket)),
  }));
  let closed: Promise<void>[] = [];
  app.addHook('preClose', async () => {
    closed = doors.map(({ server }) => new Promise((resolve) => server.close(() => resolve())));
  });
  app.addHook('onClose', async () => void (await Promise.all(closed)));
  await app.listen({ host: first as string, port });
  const found = (app.server.address() as AddressInfo).port;
  for (const { server, address } of doors) await openAt(server, address, found);
  return found;
}

function openAt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve) => {
    server.once('error', () => resolve());
    server.listen({ host, port }, resolve);
  });
}
