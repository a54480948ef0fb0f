import type { Statement } from '../../database/statement.ts';

/** Months whose days are all rolled up, and that are not, the oldest first. */
export const findMonths: Statement = {
  name: 'reports.find-months',
  text: `
    select to_char(month, 'YYYY-MM-DD') as month
      from (select date_trunc('month', day)::date as month, count(*) as days from sales_days group by 1) whole
     where days = extract(day from month + interval '1 month - 1 day')
       and not exists (select from sales_months where sales_months.month = whole.month)
     order by month`,
};

/**
 * $1 date: the first of the month. Holds its days against whoever writes one of them anew, and the month against whoever
 * rolls it up as well; a row, unless a day of it is not rolled up.
 */
export const holdMonth: Statement = {
  name: 'reports.hold-month',
  text: `
    with held as (
      select day from sales_days where day >= $1::date and day < $1::date + interval '1 month' order by day for share)
    insert into sales_months (month)
    select $1::date
     where (select count(*) from held) = extract(day from $1::date + interval '1 month - 1 day')
    on conflict (month) do update set rolled_up_at = clock_timestamp()
    returning month`,
};

/** $1 date: of the days of this month one is written anew, by whoever holds it. */
export const forgetMonth: Statement = {
  name: 'reports.forget-month',
  text: `delete from sales_months where month = date_trunc('month', $1::date)::date`,
};

/** $1 date: the first of the month, $2 text[]: the dimensions, all of them, which the primary key begins with. */
export const removeMonthTotals: Statement = {
  name: 'reports.remove-month-totals',
  text: 'delete from sales_month_totals where dimension = any($2::text[]) and month = $1::date',
};

/** $1 date: the first of the month, $2 text[]: the dimensions, all of them. */
export const insertMonthTotals: Statement = {
  name: 'reports.insert-month-totals',
  text: `
    insert into sales_month_totals (dimension, month, currency, key, orders, units, discount, net, tax,
                                    reversed_units, reversed_net, reversed_tax)
    select dimension, $1::date, currency, key, sum(orders), sum(units), sum(discount), sum(net), sum(tax),
           sum(reversed_units), sum(reversed_net), sum(reversed_tax)
      from sales_totals
     where dimension = any($2::text[]) and day >= $1::date and day < $1::date + interval '1 month'
     group by dimension, currency, key`,
};
