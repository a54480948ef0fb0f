import type { Pool } from 'pg';
import type { OrderRecord } from './find-order.ts';
import type { SaleRecord } from './sale-record.ts';

/** Changes of one product that others may make between the start and the end of an order's transaction. */
const VERSIONS_IN_BETWEEN = 10_000;

/**
 * The stock movements of some lines of an order that do not say under which version their product was sold, as those of
 * the release before. The ledger has no index by order, and that of a hot product is long: but its times rise with its
 * versions, so the version at which the order's time begins is found by halving.
 */
export async function findSalesByTime(
  pool: Pool,
  order: OrderRecord,
  productIds: readonly string[],
): Promise<SaleRecord[]> {
  const { rows } = await pool.query<SaleRecord>({
    name: 'operators.find-sales-by-time',
    text: `
      with recursive product as (
        select distinct id from unnest($1::uuid[]) as p (id)
      ), halving as (
        select id, low, high
          from product
          cross join lateral (select product_version as low from stock_movements m
                               where m.product_id = id order by product_version limit 1) first
          cross join lateral (select product_version as high from stock_movements m
                               where m.product_id = id order by product_version desc limit 1) last
        union all
        select id, case when found.created_at < $3 then middle + 1 else low end,
                   case when found.created_at < $3 then high else middle end
          from halving
          cross join lateral (select (low + high) / 2 as middle) m
          cross join lateral (select created_at from stock_movements s
                               where s.product_id = id and s.product_version >= middle
                               order by s.product_version, s.position limit 1) found
         where low < high
      )
      select sale.product_id as "productId", sale.product_version as "productVersion", sale.delta,
             sale.resulting_quantity as "resultingQuantity", sale.created_at as "createdAt"
        from halving
        cross join lateral (
          select * from stock_movements s
           where s.product_id = halving.id and s.product_version between low and low + $4 and s.reference = $2
           order by s.product_version, s.position limit 1) sale
       where low >= high`,
    values: [
      productIds,
      order.id,
      // Two clocks and a rounding lie between an order's time and that of its movements.
      new Date(order.createdAt.getTime() - 5_000),
      VERSIONS_IN_BETWEEN,
    ],
  });
  return rows;
}
