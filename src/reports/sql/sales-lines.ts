/**
 * What of a line's frozen amount has left it with `units` of its `quantity`: `shareOfUnits` of src/pricing, half up.
 * `numeric`, as the product of both is beyond 64 bits.
 */
const leaving = (amount: string): string =>
  `case when i.left_units = 0 then 0 else div(2 * ${amount}::numeric * i.left_units + i.quantity, 2 * i.quantity) end`;

/** `net` of an amount that customers pay, whose tax is in it or not, as the order's prices are. */
const netOf = (amount: string, tax: string): string =>
  `${amount} - case when coalesce(o.prices_include_tax, true) then ${tax} else 0 end`;

/**
 * A query of what is sold by orders that are PLACED, a row for each of their lines and charges: as they were ordered,
 * and what of it left again. A charge has no product. It adds up to the orders' totals.
 *
 * @param spans a query of spans of time: `first_id` and `end_id` hold all ids of their orders, `first_at` and `end_at`
 *   their times of creation, each end not included
 */
export const salesLines = (spans: string): string => `
    select o.id as order_id, (o.created_at at time zone 'UTC')::date as day, o.currency,
           coalesce(a.country, '') as country, line.*
      from (${spans}) span
     cross join lateral (
           select * from orders
            where orders.id >= span.first_id and orders.id < span.end_id
              and orders.created_at >= span.first_at and orders.created_at < span.end_at
              and orders.status = 'PLACED' offset 0) o
      left join lateral (
           select country from order_addresses
            where order_addresses.order_id = o.id and order_addresses.kind = 'SHIPPING' limit 1) a on true
     cross join lateral (
           select i.product_id::text as product, coalesce(i.tax_rate::text, '') as tax_rate, i.quantity as units,
                  coalesce(i.discount, 0) as discount,
                  ${netOf('i.line_total - coalesce(i.discount, 0)', 'coalesce(i.tax, 0)')} as net,
                  coalesce(i.tax, 0) as tax, i.left_units as reversed_units,
                  ${netOf(
                    `(${leaving('i.line_total')}) - (${leaving('coalesce(i.discount, 0)')})`,
                    `(${leaving('coalesce(i.tax, 0)')})`,
                  )} as reversed_net,
                  ${leaving('coalesce(i.tax, 0)')} as reversed_tax
             from (select *, cancelled + returned as left_units from order_items where order_id = o.id offset 0) i
           union all
           select '', coalesce(c.tax_rate::text, ''), 0, c.discount,
                  ${netOf('c.amount - c.discount', 'c.tax')}, c.tax, 0, 0, 0
             from order_charges c
            where c.order_id = o.id and o.charges_total is not null) line`;

/** The sums of what `salesLines` gives, as columns. */
export const salesSums = `
    count(distinct order_id)::int as orders, sum(units) as units, sum(discount) as discount, sum(net) as net,
    sum(tax) as tax, sum(reversed_units) as reversed_units, sum(reversed_net) as reversed_net,
    sum(reversed_tax) as reversed_tax`;
