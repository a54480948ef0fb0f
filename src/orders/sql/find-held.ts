import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[]: products and customers. Which of them an order would have to wait for: another transaction holds the
 * product, the customer or a line of the customer's cart. Waits for nobody, and lets go at once what it could have.
 */
export const findHeld: Statement = {
  name: 'orders.find-held',
  text: `
    with free_products as materialized (
      select id from products where id = any($1::uuid[]) for no key update skip locked
    ), free_users as materialized (
      select id from users where id = any($1::uuid[]) for key share skip locked
    ), free_lines as materialized (
      select id from cart_items where user_id = any($1::uuid[]) for update skip locked
    )
    (select id from products where id = any($1::uuid[]) except select id from free_products)
    union all
    (select id from users where id = any($1::uuid[]) except select id from free_users)
    union all
    (select user_id from cart_items
      where id in (select id from cart_items where user_id = any($1::uuid[]) except select id from free_lines))`,
};

export interface HeldRow {
  id: string;
}
