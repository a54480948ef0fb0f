import { integer, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import { currentPrice } from '../../entities/current-price-sql.ts';
import { limits } from '../../limits.ts';
import type { CartChange, WantedLine } from '../cart-change.ts';
import type { CartFault } from '../cart-error.ts';

/** A change at its place among those of a statement. */
export interface PlacedChange {
  n: number;
  change: CartChange;
}

/** A line at its place in its change. */
export interface PlacedLine {
  n: number;
  place: number;
  userId: string;
  line: WantedLine;
}

/** What became of a change, once for each of its products that there is; or once, with a `place` of null. */
export interface ChangedRow {
  n: number;
  /** Null: it was made. `held`: nothing was done, as somebody else holds or has just changed what it needs. */
  fault: CartFault | 'held' | null;
  /** The line that an addition added up in, and what that had. */
  line_id: string | null;
  had: number | null;
  /** Whether the addition is in the currency of the cart. */
  fits: boolean;
  place: number | null;
  sku: string;
  name: string;
  price: number;
  currency: string;
  stock_quantity: number;
  archived: boolean;
}

const changeColumns: Columns<PlacedChange> = {
  n: integer.of(({ n }) => n),
  user_id: uuid.of(({ change }) => change.userId),
  adds_to: uuid.orNull(({ change }) => change.addsTo ?? null),
  lines: integer.of(({ change }) => change.lines.length),
  most: integer.of(({ change }) => change.lines.reduce((most, line) => Math.max(most, line.quantity), 0)),
};

const lineColumns: Columns<PlacedLine> = {
  n: integer.of(({ n }) => n),
  place: integer.of(({ place }) => place),
  id: uuid.of(({ line }) => line.id),
  user_id: uuid.of(({ userId }) => userId),
  product_id: uuid.of(({ line }) => line.productId),
  quantity: integer.of(({ line }) => line.quantity),
};

/**
 * Changes carts, each as a whole or not at all, and says what became of each. One change a cart.
 *
 * It waits for nobody: what somebody else holds is skipped, and a change that needs it is `held`. Locks, in this order:
 * accounts and products (FOR KEY SHARE, as the foreign keys do), the carts' rows, the lines that it adds to or replaces.
 *
 * A statement sees what was there when it began. Whoever changes a cart holds its row and writes it, so where the row
 * that it got is the one that it saw (`xmin`), the lines are those that it saw, but for those that an order took.
 *
 * LATERAL with a lock, a limit or an offset, and no EXISTS, which may be hashed: a look-up for each, whatever the
 * statistics say. They may be those of a shop without carts.
 */
export const changeCarts = composeStatement<{ changes: PlacedChange; lines: PlacedLine }>(
  'cart.change',
  { changes: changeColumns, lines: lineColumns },
  ({ changes, lines }) => `
    with owners as materialized (
      select c.n, c.user_id, c.adds_to
        from ${changes.unnestAs('c')}
       cross join lateral (
               select from users u where u.id = c.user_id for key share of u skip locked) owner
    ), offers as materialized (
      select l.n, l.place, l.id, l.user_id, l.product_id, l.quantity, offer.*
        from ${lines.unnestAs('l')}
       cross join lateral (
               select p.sku, p.name, ${currentPrice} as price, p.currency, p.stock_quantity, p.archived_at is not null as archived
                 from products p where p.id = l.product_id for key share of p skip locked) offer
    ), held as materialized (
      select o.n, o.user_id, o.adds_to
        from owners o
       cross join lateral (
               select from carts k
                where k.user_id = o.user_id
                  and k.xmin = (select seen.xmin from carts seen where seen.user_id = o.user_id)
                  for no key update of k skip locked) cart
    ), old_lines as materialized (
      select line.id, h.user_id
        from held h
       cross join lateral (
               select i.id from cart_items i where i.user_id = h.user_id for update of i skip locked) line
       where h.adds_to is null
    ), same_lines as materialized (
      select h.n, line.id, line.quantity
        from held h
       cross join lateral (
               select i.id, i.quantity from cart_items i
                where i.user_id = h.user_id and i.product_id = h.adds_to
                  for update of i skip locked) line
    ), verdicts as materialized (
      select c.n, c.user_id, same.id as line_id, same.quantity as had, coalesce(now.currency = asked.lowest, true) as fits,
             case
               when o.n is null and (select u.id from users u where u.id = c.user_id) is null then 'no_account'
               when o.n is null
                 or h.n is null and (select k.user_id from carts k where k.user_id = c.user_id) is not null
                 or coalesce(asked.found, 0) < c.lines and coalesce(asked.for_sale, 0) < (
                      select count(*) from ${lines.unnestAs('l')}
                       cross join lateral (
                               select p.archived_at from products p where p.id = l.product_id limit 1) product
                       where l.n = c.n and product.archived_at is null)
                 or c.adds_to is null
                    and (select count(*) from cart_items i where i.user_id = c.user_id)
                        <> (select count(*) from old_lines i where i.user_id = c.user_id)
                 or c.adds_to is not null and same.id is null and (
                      select i.id from cart_items i where i.user_id = c.user_id and i.product_id = c.adds_to) is not null
               then 'held'
               when c.most > ${limits.quantity} then 'too_many_units'
               when coalesce(asked.for_sale, 0) < c.lines then 'not_for_sale'
               when same.quantity + c.most > ${limits.quantity} then 'too_many_units'
               when asked.lowest <> asked.highest then 'other_currency'
               when same.id is null and now.others then 'other_currency'
               when same.id is null and now.lines >= ${limits.cartItems} then 'too_many_products'
             end as fault
        from ${changes.unnestAs('c')}
        left join owners o on o.n = c.n
        left join held h on h.n = c.n
        left join same_lines same on same.n = c.n
        left join (select n, count(*) as found, count(*) filter (where not archived) as for_sale,
                          min(currency) as lowest, max(currency) as highest
                     from offers group by n) asked on asked.n = c.n
        left join lateral (
               select count(*) as lines,
                      bool_or(line.currency <> asked.lowest) filter (where line.archived_at is null) as others,
                      (array_agg(line.currency order by line.id) filter (where line.archived_at is null))[1] as currency
                 from (select i.id, product.currency, product.archived_at
                         from cart_items i
                        cross join lateral (
                                select p.currency, p.archived_at from products p where p.id = i.product_id limit 1) product
                        where i.user_id = c.user_id offset 0) line
                where c.adds_to is not null) now on true
    ), changed as (
      insert into carts (user_id)
      select user_id from verdicts where fault is null order by user_id
      on conflict (user_id) do update set changed_at = now()
       where carts.user_id in (select user_id from held)
      returning user_id
    ), removed as (
      delete from cart_items
       where id = any (array(select l.id from old_lines l join changed c on c.user_id = l.user_id))
      returning id
    ), added as (
      insert into cart_items (id, user_id, product_id, quantity)
      select o.id, o.user_id, o.product_id, o.quantity
        from offers o join changed c on c.user_id = o.user_id
       where (select count(*) from removed) >= 0
      on conflict (user_id, product_id) do update
         set quantity = cart_items.quantity + excluded.quantity, created_at = now()
    )
    select v.n, case when v.fault is null and c.user_id is null then 'held' else v.fault end as fault,
           v.line_id, v.had, v.fits,
           o.place, o.sku, o.name, o.price, o.currency, o.stock_quantity, o.archived
      from verdicts v
      left join changed c on c.user_id = v.user_id
      left join offers o on o.n = v.n`,
);
