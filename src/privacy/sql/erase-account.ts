import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid: a person. Removes what is theirs alone. Before the user is held: a checkout, and whoever uses a link, take these
 * rows first, too.
 */
export const removeOwn: readonly Statement[] = [
  { name: 'privacy.remove-cart', text: 'delete from carts where user_id = $1' },
  { name: 'privacy.remove-cart-items', text: 'delete from cart_items where user_id = $1' },
  { name: 'privacy.remove-addresses', text: 'delete from addresses where user_id = $1' },
  { name: 'privacy.remove-links', text: 'delete from mailed_links where user_id = $1' },
  {
    name: 'privacy.remove-links-to',
    text: `
      delete from mailed_links
       where email = (select email from users where id = $1) and mailed_at is not null`,
  },
];

/**
 * $1 uuid: a person. Ends their logins, and forgets where these were used. The rows say that the logins are over for as
 * long as an access token is good, and are pruned after that.
 */
export const endLogins: Statement = {
  name: 'privacy.end-logins',
  text: `
    update refresh_tokens
       set revoked_at = coalesce(revoked_at, now()), expires_at = least(expires_at, now() + interval '1 hour'),
           address_hash = null, rotated_by = null
     where user_id = $1
       and (revoked_at is null or address_hash is not null or rotated_by is not null or expires_at > now() + interval '1 hour')
    returning family_id`,
};

/** $1 uuid: a person. The answers that were kept for repeats of their requests. */
export const removeAnswers: Statement = {
  name: 'privacy.remove-answers',
  text: 'delete from idempotency_keys where user_id = $1',
};

/** $1 uuid: a user. Held against everything: no order and no login of theirs begins before the transaction ends. */
export const holdUser: Statement = {
  name: 'privacy.hold-user',
  text: 'select role from users where id = $1 for update',
};

/** $1 uuid: a person. The account is nobody's any more; the row stays for the orders. */
export const eraseUser: Statement = {
  name: 'privacy.erase-user',
  text: `
    update users
       set email = null, name = null, password_hash = null, email_verified_at = null, erased_at = now()
     where id = $1`,
};
