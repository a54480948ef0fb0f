import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientMark } from '../../accounts/client-mark.ts';
import { endLogins } from '../../accounts/end-logins.ts';
import { holdGuest } from '../../accounts/guests.ts';
import { type IssuedToken, startFamily } from '../../accounts/refresh-tokens.ts';
import { mergeCart } from '../../cart/merge-cart.ts';
import type { User } from '../../entities/user.entity.ts';

/**
 * How long a cart that somebody holds is waited for, in ms: less than PostgreSQL takes to look for deadlocks
 * (`deadlock_timeout`, a second unless told), so that where a checkout waits for us and we for it, it is us who begin anew.
 */
const LOCK_TIMEOUT_MS = 300;
const MOST_TRIES = 10;

/**
 * Starts a login for somebody who was a guest until now: what is in the guest's cart is added to the account's, and the
 * guest's logins end. One transaction: all of it or nothing. A guest who has become an account meanwhile, in another tab
 * say, is left alone.
 *
 * Locks the account's row (FOR SHARE), the guest's (FOR NO KEY UPDATE), then both carts (`mergeCart`).
 *
 * @throws {AccountError} as `startFamily`; what PostgreSQL says of a lock that did not come free, then nothing is changed
 */
export async function logInGuest(
  em: EntityManager,
  user: User,
  guestId: string,
  mark: ClientMark,
): Promise<IssuedToken & { isMerged: boolean }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await em.fork().transactional(async (tx) => {
        const issued = await startFamily(tx, user, mark);
        await tx.execute(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`);
        const isMerged = await holdGuest(tx, guestId);
        if (isMerged) {
          await mergeCart(tx, { from: guestId, into: user.id });
          await endLogins(tx, guestId);
        }
        return { ...issued, isMerged };
      });
    } catch (error) {
      if (attempt === MOST_TRIES || !isContended(error)) throw error;
    }
  }
}

/** A lock did not come free in time, or PostgreSQL broke a deadlock. */
function isContended(error: unknown): boolean {
  return ['55P03', '40P01'].includes(String((error as { code?: unknown }).code));
}
