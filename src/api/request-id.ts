import { randomBytes } from 'node:crypto';

/** What tells the requests of one process from those of all others: the random part of a UUID of version 8. */
const hex = randomBytes(8).toString('hex');
const prefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(13, 16)}-`;
let requests = 0;

/** A UUID (RFC 9562, section 5.8) at a tenth of the price of a random one. It stands in logs and is no secret. */
export function nextRequestId(): string {
  requests++;
  return prefix + requests.toString(16).padStart(12, '0');
}
