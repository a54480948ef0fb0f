import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/index.ts';
import { CartError } from './cart-error.ts';

const DEADLOCK = '40P01';
const MAX_ATTEMPTS = 5;

/**
 * One transaction that holds a cart: another change of it waits. Orders do not wait for the cart, but for lines of it
 * that `change` has locked. Locks the cart's row before any line, and lines before what else there is. Should one
 * deadlock all the same, it is done again.
 *
 * @throws {CartError} `no_account`, and what `change` throws
 */
export async function holdingCart<T>(
  em: EntityManager,
  userId: string,
  change: (tx: EntityManager, owner: User) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await em.fork().transactional(async (tx) => {
        await holdCart(tx, userId);
        return change(tx, tx.getReference(User, userId));
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * The customer's row is locked as well, in the mode in which the release before locks it in place of the cart's:
 * while both run, a change there and a change here wait for each other.
 */
async function holdCart(tx: EntityManager, userId: string): Promise<void> {
  const rows = await tx.execute(
    `insert into carts (user_id) select id from users where id = ? for no key update
     on conflict (user_id) do update set changed_at = now() returning user_id`,
    [userId],
  );
  if (rows.length === 0) throw new CartError('no_account');
}
