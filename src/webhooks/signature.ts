import { createHmac, randomBytes } from 'node:crypto';

/** Bytes of a secret: Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** As people and libraries are given it (Standard Webhooks 1.0.0, "Signature scheme"). */
export const shownSecret = (secret: Buffer): string => PREFIX + secret.toString('base64');

export interface SignedMessage {
  id: string;
  /** Of the attempt, in seconds since 1970. */
  timestamp: number;
  body: string;
}

/**
 * The headers of a delivery: HMAC-SHA-256 over id, timestamp and body, once with each secret, so that a receiver may have
 * either while they change (Standard Webhooks 1.0.0).
 */
export function signedHeaders(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly Buffer[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${digest}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
