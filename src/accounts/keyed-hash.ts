import { createHmac, hkdfSync } from 'node:crypto';

/** Half of SHA-256: no two texts of a shop meet, and nobody without the key finds out what they were. */
const HASH_BYTES = 16;

/** Stands for a text where the text itself must not be read: an e-mail in Redis, an address in the database. */
export type KeyedHash = (text: string) => Buffer;

/**
 * HMAC-SHA-256 under a key of its own, derived from the shop's secret (RFC 5869). All processes of a shop get the same.
 *
 * @param purpose hashes for one are of no use for another
 */
export function createKeyedHash(secret: string, purpose: string): KeyedHash {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `holdfast ${purpose}`, 32));
  return (text) => createHmac('sha256', key).update(text).digest().subarray(0, HASH_BYTES);
}
