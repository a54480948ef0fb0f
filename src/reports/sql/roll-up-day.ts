import type { Statement } from '../../database/statement.ts';
import { salesLines, salesSums } from './sales-lines.ts';
import { daySpan } from './spans.ts';

/** $1 date. Holds the day to the end of the transaction: whoever else rolls it up comes after. */
export const holdDay: Statement = {
  name: 'reports.hold-day',
  text: `
    insert into sales_days (day) values ($1::date)
    on conflict (day) do update set rolled_up_at = clock_timestamp()`,
};

/** $1 date. Takes the marks of changes that are committed by now. */
export const takeChanges: Statement = {
  name: 'reports.take-changes',
  text: 'delete from sales_changes where day = $1::date',
};

/** $1 date, $2 text[]: the dimensions, all of them, which the primary key begins with. */
export const removeTotals: Statement = {
  name: 'reports.remove-totals',
  text: 'delete from sales_totals where dimension = any($2::text[]) and day = $1::date',
};

/**
 * $1 integer: days at most. Days that are to be rolled up, the oldest first: of which an order changed, and those since
 * the last one that is, from the first order on, that have been over for an hour.
 */
export const findDays: Statement = {
  name: 'reports.find-days',
  text: `
    with first_order as (select (created_at at time zone 'UTC')::date as day from orders order by id limit 1),
         newest as (select max(day) as day from sales_days)
    select to_char(day, 'YYYY-MM-DD') as day
      from (select distinct day from sales_changes
            union
            select d::date from first_order, newest,
                   generate_series(coalesce(newest.day + 1, first_order.day), now() at time zone 'UTC' - interval '25 hours',
                                   interval '1 day') d) days
     order by day limit $1`,
};

/** $1 date. All dimensions in one pass over the day's lines. */
export const insertTotals: Statement = {
  name: 'reports.insert-totals',
  text: `
    insert into sales_totals (dimension, day, currency, key, orders, units, discount, net, tax,
                              reversed_units, reversed_net, reversed_tax)
    select case when grouping(product) = 0 then 'product' when grouping(country) = 0 then 'country'
                when grouping(tax_rate) = 0 then 'taxRate' else 'day' end,
           $1::date, currency, coalesce(product, country, tax_rate, ''), ${salesSums}
      from (${salesLines(daySpan('$1::date'))}) lines
     group by grouping sets ((currency), (currency, product), (currency, country), (currency, tax_rate))`,
};
