import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid: a product or a customer. Queues up for what findHeld asks about, in the same modes, and lets it go at
 * once. Holds nothing else while it waits.
 */
export const waitForRow: Statement = {
  name: 'orders.wait-for',
  text: `
    with product as materialized (
      select id from products where id = $1::uuid for no key update
    ), customer as materialized (
      select id from users where id = $1::uuid for key share
    ), lines as materialized (
      select id from cart_items where user_id = $1::uuid order by id for update
    )
    select (select count(*) from product) + (select count(*) from customer) + (select count(*) from lines) as rows`,
};
