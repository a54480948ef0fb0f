import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { LinkKind } from './link-kinds.ts';

/** A key for the tokens of mailed links alone (RFC 5869): they are good for nothing else. */
export function linkKey(jwtSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', jwtSecret, '', 'holdfast mailed link', 32));
}

/**
 * The token of a link: HMAC-SHA-256 of its kind and id, 43 characters. A worker makes it again for each attempt, so
 * it stands in no row and in no job.
 */
export function linkToken(key: Buffer, kind: LinkKind, id: string): string {
  return createHmac('sha256', key).update(`${kind} ${id}`).digest('base64url');
}

/** What is stored of a token, and looked for. It has 256 random bits for whoever has no key, so no salt is needed. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
