import { SocketAddress } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Spellings that are remembered; beyond that they are read anew. */
const REMEMBERED = 10_000;
/** `"[ffff:…:255.255.255.255%interface]:65535"` */
const LONGEST_SPELLING = 80;
const networks = new Map<string, string>();

/**
 * Who is counted: an IPv4 address, or the /64 of an IPv6 address, since one customer owns all of it. One address is
 * one, however a proxy writes it: with a port, in brackets, in upper case, with leading zeros, or as IPv4 in IPv6.
 * What is no address at all counts as the connection that brought it.
 */
export function addressOf(request: FastifyRequest): string {
  const { ip } = request;
  const known = networks.get(ip);
  if (known !== undefined) return known;
  const network = networkOf(ip);
  if (network === undefined) return networkOf(request.socket.remoteAddress ?? '') ?? '';
  if (ip.length > LONGEST_SPELLING) return network;
  if (networks.size >= REMEMBERED) networks.clear();
  networks.set(ip, network);
  return network;
}

/** @returns undefined for what is no address */
export function networkOf(written: string): string | undefined {
  // Leading zeros are decoration here, where a URL would read them as octal.
  const bare = written
    .replaceAll('"', '')
    .replace(/%[^\]]*/, '')
    .replace(/\b0+(?=[\da-f])/gi, '');
  const read = SocketAddress.parse(bare) ?? SocketAddress.parse(`[${bare}]`);
  if (read === undefined) return undefined;
  const { address, family } = read;
  if (family === 'ipv4') return address;
  const [, ipv4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  const [head = '', tail] = address.split('::');
  const groups = (part = '') => part.split(':').filter(Boolean);
  const left = 8 - groups(head).length - groups(tail).length;
  const whole =
    tail === undefined ? groups(head) : [...groups(head), ...Array(left).fill('0'), ...groups(tail)];
  return `${whole.slice(0, 4).join(':')}::/64`;
}
