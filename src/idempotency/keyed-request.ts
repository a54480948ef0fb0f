import { hash } from 'node:crypto';

/** What tells a request under an Idempotency-Key from others under it. */
export interface IdempotencyClaim {
  /** 1 to 255 characters, unique per user; of another route than `POST /orders`: `keyOfRoute`. */
  key: string;
  /** SHA-256 of the request that carries the key. */
  fingerprint: Buffer;
}

/** A request that may be sent more than once and is to be done once. */
export interface KeyedRequest extends IdempotencyClaim {
  userId: string;
}

/** An answer that was given once and is given again, byte for byte. */
export interface KeptAnswer {
  /** What the request made. */
  reference: string;
  status: number;
  body: string;
}

/**
 * The key that a client's key is kept under for a route: a client's own, as `POST /orders` keeps it, has no blank, so
 * that the two never meet. Hashed: with its route it would be longer than a key may be.
 *
 * @param route method and pattern, `POST /orders/:id/cancellations`; up to 200 characters
 */
export function keyOfRoute(route: string, key: string): string {
  return `${route} ${hash('sha256', key, 'base64url')}`;
}

/** 64 bits of SHA-256, signed, as PostgreSQL's advisory locks take them. Two keys in one lock only wait. */
export function lockHash(userId: string, key: string): bigint {
  return hash('sha256', `${userId} ${key}`, 'buffer').readBigInt64BE(0);
}
