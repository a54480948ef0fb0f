import type { FastifyRequest } from 'fastify';

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** Written by proxies: the request came from elsewhere, through something on this machine. */
const relayed = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

/** Whether a request was made on this machine: by the socket's address, and by no proxy in between. */
export function isFromThisMachine({ raw, headers }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  return loopback.test(address) && relayed.every((name) => headers[name] === undefined);
}
