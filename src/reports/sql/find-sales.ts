import type { Statement } from '../../database/statement.ts';
import { type SalesDimension, salesDimensions } from '../../entities/sales-total.entity.ts';
import { salesLines, salesSums } from './sales-lines.ts';
import { spansOf } from './spans.ts';

/** What a line is told apart by. */
const keys: Record<SalesDimension, string> = {
  day: 'day::text',
  product: 'product',
  country: 'country',
  taxRate: 'tax_rate',
};

const columns = 'orders, units, discount, net, tax, reversed_units, reversed_net, reversed_tax';

/** Whole numbers up to 2^53 are exact so, added in any order, and a third of the work of numeric ones. */
const sums = columns
  .split(', ')
  .map((column) => `sum(${column}::float8) as ${column}`)
  .join(', ');

const byDay = `
      select currency, day::text, false, ${columns}
        from sales_totals join whole using (day) where dimension = 'day'`;

/** Rows of `found`; `key` null: totals. */
const rolledUp = (dimension: SalesDimension, key: 'key' | 'null'): string =>
  ['sales_totals join days using (day)', 'sales_month_totals join months using (month)']
    .map(
      (source) => `
      select currency, ${key}, ${key === 'null'}, ${columns}
        from ${source} where dimension = '${dimension}'`,
    )
    .join(' union all ');

/**
 * $1 timestamptz: from, $2 timestamptz: end, which is not included, $3 integer: rows. In one snapshot: of the months in
 * between, and of the other days, what they were rolled up to, unless an order of theirs has changed since; of all other
 * time its orders. The totals of each currency come first (`key` null).
 */
const statementFor = (dimension: SalesDimension): Statement => ({
  name: `reports.find-sales-by-${dimension}`,
  text: `
    with asked as (
      select $1::timestamptz at time zone 'UTC' as first_at, $2::timestamptz at time zone 'UTC' as end_at
    ), whole as materialized (
      select day from sales_days d, asked
       where d.day >= asked.first_at and d.day + 1 <= asked.end_at
         and not exists (select from sales_changes c where c.day = d.day)
    ), months as materialized (
      select month from sales_months m, asked
       where m.month >= asked.first_at and m.month + interval '1 month' <= asked.end_at
         and not exists (select from sales_changes c
                          where c.day >= m.month and c.day < m.month + interval '1 month')
    ), days as materialized (
      select day from whole where date_trunc('month', day)::date not in (select month from months)
    ), other as (
      select greatest(d, asked.first_at) at time zone 'UTC' as first_at,
             least(d + interval '1 day', asked.end_at) at time zone 'UTC' as end_at
        from asked, generate_series(date_trunc('day', asked.first_at),
                                    asked.end_at - interval '1 microsecond', interval '1 day') d
       where not exists (select from whole where whole.day = d::date)
    ), found as (
      select currency, key, grouping(key) = 1 as is_total, ${salesSums}
        from (select *, ${keys[dimension]} as key from (${salesLines(spansOf('other'))}) line) line
       group by grouping sets ((currency), (currency, key))
      union all
      ${dimension === 'day' ? byDay : rolledUp(dimension, 'key')}
      union all
      ${rolledUp('day', 'null')}
    ), added as (
      select currency, key, is_total, ${sums}
        from found
       group by currency, key, is_total
       order by is_total desc, ${dimension === 'day' ? 'key' : 'sum(net) + sum(tax) desc, key'}, currency
       limit $3
    )
    select added.*${dimension === 'product' ? ', p.sku, p.name' : ''}
      from added
      ${dimension === 'product' ? `left join products p on p.id = nullif(added.key, '')::uuid` : ''}
     order by is_total desc, ${dimension === 'day' ? 'key' : 'net + tax desc, key'}, currency`,
});

export const findSales: Readonly<Record<SalesDimension, Statement>> = Object.fromEntries(
  salesDimensions.map((dimension) => [dimension, statementFor(dimension)]),
) as Record<SalesDimension, Statement>;

export interface SalesRow {
  currency: string;
  /** Null for the totals of the currency, empty for what has none. */
  key: string | null;
  is_total: boolean;
  orders: number;
  units: number;
  discount: number;
  net: number;
  tax: number;
  reversed_units: number;
  reversed_net: number;
  reversed_tax: number;
  sku?: string | null;
  name?: string | null;
}
