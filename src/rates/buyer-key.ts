import { createHmac, hkdfSync } from 'node:crypto';

/** How coupons count an account. */
export const accountKey = (userId: string): string => `user:${userId}`;

/**
 * How coupons count a guest who says how they are reached: as a new guest they are the same buyer. Whoever reads the
 * database learns no address from it. All processes of a shop agree; with another secret, guests are new buyers.
 */
export function createMailKeys(secret: string): (email: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'holdfast buyers of coupons', 32));
  return (email) => `mail:${createHmac('sha256', key).update(email.toLowerCase()).digest('base64url')}`;
}
