import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

const hangUps = new WeakMap<Socket, AbortSignal>();

/**
 * Aborted when the client's connection closes. One listener a connection, however many requests it carries: of
 * requests that wait in line on one connection, only the first would hear from its own answer that nobody listens.
 */
export function hangUpOf(request: FastifyRequest): AbortSignal {
  const { socket } = request.raw;
  const known = hangUps.get(socket);
  if (known) return known;
  const controller = new AbortController();
  if (socket.destroyed) controller.abort();
  else socket.once('close', () => controller.abort());
  hangUps.set(socket, controller.signal);
  return controller.signal;
}
