import type { Statement } from '../../database/statement.ts';

/** The rate of one class of goods. */
export interface TaxRateRow {
  tax_class: string;
  rate: number;
}

export interface DestinationRateRow extends TaxRateRow {
  /** Of the destination in its list, from 1. bigint comes as text */
  place: string;
}

/**
 * $1 text[], $2 text[]: countries, and a region of each or ''. The rates of each of these destinations, of every class that
 * has one now, by the database's clock: the region's before the country's, then the one that began last. It goes from class
 * to class through the index, as a country may have thousands of regions and has few classes.
 */
export const findTaxRates: Statement = {
  name: 'rates.find-tax-rates',
  text: `
    with recursive classes as (
      select asked.*, (select min(tax_class) from tax_rates where country = asked.country) as tax_class
        from unnest($1::text[]::bpchar[], $2::text[]) with ordinality as asked (country, region, place)
      union all
      select country, region, place,
             (select min(t.tax_class) from tax_rates t
               where t.country = classes.country and t.tax_class > classes.tax_class)
        from classes
       where tax_class is not null
    )
    select c.place, c.tax_class, found.rate
      from classes c
      cross join lateral (
        (select rate, 1 as rank, valid_from, id
           from tax_rates t
          where t.country = c.country and t.tax_class = c.tax_class and lower(t.region) = lower(c.region)
            and (valid_from is null or valid_from <= statement_timestamp())
            and (valid_to is null or valid_to > statement_timestamp()))
        union all
        (select rate, 2, valid_from, id
           from tax_rates t
          where t.country = c.country and t.tax_class = c.tax_class and lower(t.region) is null
            and (valid_from is null or valid_from <= statement_timestamp())
            and (valid_to is null or valid_to > statement_timestamp()))
        order by rank, valid_from desc nulls last, id desc
        limit 1
      ) found`,
};
