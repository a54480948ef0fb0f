import type { Statement } from '../../database/statement.ts';

/** What became of the lines. */
export interface MergedRow {
  /** Lines of the other cart that now stand in this one or added up in one of it, and those that it had no room for. */
  taken: number;
  left_out: number;
}

/**
 * $1 uuid, $2 uuid, $3 int, $4 int: the cart that is emptied, the one that takes its lines, lines that this may have,
 * and units of a line. Both are held (`holdCart`).
 *
 * A product that both have adds up, to the bound; others follow in the order in which they were put in, as long as there
 * is room. What is not for sale, or not in the currency of the cart, is left out: it could not have been added either.
 * A line keeps its id, so that an order which has read it takes it or fails, and nobody buys it twice.
 *
 * LATERAL with a limit: a look-up for each line, whatever the statistics say.
 */
export const mergeCart: Statement = {
  name: 'cart.merge',
  text: `
    with given as (
      select $1::uuid as other, $2::uuid as own, $3::int as most_lines, $4::int as most_units
    ), theirs as materialized (
      select line.id, line.product_id, product.currency, product.is_for_sale
        from given cross join lateral (select * from cart_items i where i.user_id = given.other offset 0) line
       cross join lateral (select p.currency, p.archived_at is null as is_for_sale
                             from products p where p.id = line.product_id limit 1) product
    ), ours as materialized (
      select line.id, line.product_id, product.currency, product.is_for_sale
        from given cross join lateral (select * from cart_items i where i.user_id = given.own offset 0) line
       cross join lateral (select p.currency, p.archived_at is null as is_for_sale
                             from products p where p.id = line.product_id limit 1) product
    ), cart as (
      select given.*,
             given.most_lines - (select count(*) from ours) as room,
             coalesce((select (array_agg(currency order by id) filter (where is_for_sale))[1] from ours),
                      (select (array_agg(currency order by id) filter (where is_for_sale))[1] from theirs)) as currency
        from given
    ), fitting as materialized (
      select t.id, o.id as same_id, row_number() over (partition by o.id is null order by t.id) as place
        from theirs t
        left join ours o on o.product_id = t.product_id
       where t.is_for_sale and t.currency = (select currency from cart)
    ), added_up as (
      update cart_items i
         set quantity = least(i.quantity + other.quantity, cart.most_units), created_at = now()
        from cart, fitting f join cart_items other on other.id = f.id
       where i.id = f.same_id
      returning other.id
    ), moved as (
      update cart_items i set user_id = cart.own, created_at = now()
        from cart, fitting f
       where i.id = f.id and f.same_id is null and f.place <= cart.room
      returning i.id
    ), emptied as (
      delete from cart_items i using theirs t
       where i.id = t.id and i.id not in (select id from moved)
    ), changed as (
      update carts set changed_at = now() where user_id in (select other from given union all select own from given)
    )
    select (select count(*) from added_up)::int + (select count(*) from moved)::int as taken,
           (select count(*) from theirs)::int - (select count(*) from added_up)::int - (select count(*) from moved)::int as left_out`,
};
