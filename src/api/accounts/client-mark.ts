import type { FastifyRequest } from 'fastify';
import type { ClientMark } from '../../accounts/client-mark.ts';
import type { KeyedHash } from '../../accounts/keyed-hash.ts';
import { addressOf } from '../client-address.ts';

/** Where a login is used, from a request. A browser is the same in all of its tabs: one address, one User-Agent. */
export function markOf(request: FastifyRequest, hash: KeyedHash): ClientMark {
  const address = addressOf(request);
  const userAgent = request.headers['user-agent'] ?? '';
  // Browsers say so with every request of a page, and scripts of a page cannot (Fetch Metadata, W3C).
  const isPage = request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined;
  return { address: hash(address), browser: hash(`${address} ${userAgent}`), isPage };
}
