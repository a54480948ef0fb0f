import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid, $2 uuid[]: a customer, and products. Waits for all that a change of the cart needs and holds it until the
 * transaction ends: the account and the products (FOR KEY SHARE), the cart's row, which it makes where it is missing,
 * and its lines in the order in which an order takes them out, so that the two wait for each other instead of
 * deadlocking.
 */
export const holdCart: Statement = {
  name: 'cart.hold',
  text: `
    with owner as materialized (
      select id from users where id = $1::uuid for key share
    ), cart as (
      insert into carts (user_id) select id from owner
      on conflict (user_id) do update set changed_at = carts.changed_at
      returning user_id
    ), lines as materialized (
      select i.id from cart c join cart_items i on i.user_id = c.user_id order by i.id for update of i
    ), wanted as materialized (
      select id from products where id = any($2::uuid[]) order by id for key share
    )
    select (select count(*) from lines) + (select count(*) from wanted) as rows`,
};
