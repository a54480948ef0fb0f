import type { Statement } from '../../database/statement.ts';
import type { DiscountKind } from '../../entities/automatic-discount.entity.ts';
import { discountHolds } from '../../entities/live-discounts-sql.ts';
import { limits } from '../../limits.ts';

/** An automatic discount that holds now. */
export interface LiveDiscountRow {
  name: string;
  kind: DiscountKind;
  /** bigint comes as text */
  value: string;
  currency: string | null;
  min_total: string | null;
  min_quantity: number | null;
  buy_quantity: number | null;
  get_quantity: number | null;
  combinable: boolean;
  /** Those of the products asked about that it is for; null: all. */
  product_ids: string[] | null;
}

/** $1 uuid[]: products of any number of carts. The discounts that hold now, in the order in which they are taken off. */
export const readLiveDiscounts: Statement = {
  name: 'rates.read-live-discounts',
  text: `
    with live as materialized (
      select d.* from discounts d where ${discountHolds} order by d.priority desc, d.id limit ${limits.liveDiscounts}
    ), goods as materialized (
      select p.id, c.slug
        from unnest($1::uuid[]) as asked (id) join products p using (id) join categories c on c.id = p.category_id
    )
    select name, kind, value, currency, min_total, min_quantity, buy_quantity, get_quantity, combinable,
           case scope
             when 'category' then array(select g.id::text from goods g where g.slug = live.category)
             when 'products' then array(
               select named.id::text from unnest(live.product_ids) as named (id) join unnest($1::uuid[]) as asked (id) using (id))
           end as product_ids
      from live
     order by priority desc, id`,
};
