import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { orderNumber } from './order-number.ts';

/** Long enough to be delivered, sent back and argued about; then an old mail shows nothing any more. */
const ORDER_LINK_DAYS = 90;
const DAY_SECONDS = 24 * 60 * 60;

/** Bytes of the order's id, of the second in which the link ends, and of the signature. */
const [ID, END, SIGNATURE] = [16, 4, 16];
/** All of them in base64url, without padding. */
const tokenPattern = /^[\w-]{48}$/;

export interface OrderLinkSettings {
  /** Address of an order in the shop's own pages, with `{id}` or `{number}` in it. */
  readonly orderUrl: string | undefined;
  /** Base of the page that shows an order to whoever has a signed link. */
  readonly publicUrl: string;
  /** Secret of the API; empty where this process has none. */
  readonly jwtSecret: string;
}

/** `since`: when that happened which the link is sent about; from then on it works for its days. */
export type LinkToOrder = (order: { id: string; since: Date }) => string;

/** How mails lead to an order; undefined where they cannot: no ORDER_URL, and no secret to sign a link with. */
export function orderLinks({ orderUrl, publicUrl, jwtSecret }: OrderLinkSettings): LinkToOrder | undefined {
  if (orderUrl !== undefined) {
    return ({ id }) => orderUrl.replaceAll('{id}', id).replaceAll('{number}', orderNumber(id));
  }
  if (jwtSecret === '') return undefined;
  const key = orderLinkKey(jwtSecret);
  return ({ id, since }) => {
    const endsAt = Math.floor(since.getTime() / 1_000) + ORDER_LINK_DAYS * DAY_SECONDS;
    return `${publicUrl}/o/${signOrderToken(key, id, endsAt)}`;
  };
}

/** A key for these links alone (RFC 5869): a link is good for nothing else, and no token for a link. */
export function orderLinkKey(jwtSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', jwtSecret, '', 'holdfast order link', 32));
}

/** @param endsAt seconds since 1970 */
export function signOrderToken(key: Buffer, orderId: string, endsAt: number): string {
  const claim = Buffer.alloc(ID + END);
  claim.write(orderId.replaceAll('-', ''), 'hex');
  claim.writeUInt32BE(endsAt, ID);
  return Buffer.concat([claim, signatureOf(key, claim)]).toString('base64url');
}

/** The order that a token shows; `ended` where it has shown one, undefined for what we did not sign. */
export function readOrderToken(
  key: Buffer,
  token: string,
  now = new Date(),
): { orderId: string } | 'ended' | undefined {
  if (!tokenPattern.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const claim = bytes.subarray(0, ID + END);
  if (!timingSafeEqual(bytes.subarray(ID + END), signatureOf(key, claim))) return undefined;
  if (claim.readUInt32BE(ID) * 1_000 <= now.getTime()) return 'ended';
  const hex = claim.toString('hex', 0, ID);
  return { orderId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
}

/** HMAC-SHA-256, cut to 128 bits (RFC 2104, section 5): nobody guesses it, and the link stays short. */
function signatureOf(key: Buffer, claim: Buffer): Buffer {
  return createHmac('sha256', key).update(claim).digest().subarray(0, SIGNATURE);
}
