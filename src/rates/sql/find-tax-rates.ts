import type { Statement } from '../../database/statement.ts';

/** The rate of one class of goods. */
export interface TaxRateRow {
  tax_class: string;
  rate: number;
}

/**
 * $1 text, $2 text, $3 text[]: a country, a region of it or null, classes of goods. The rate of each class that has one now,
 * by the database's clock: the region's before the country's, then the one that began last.
 */
export const findTaxRates: Statement = {
  name: 'rates.find-tax-rates',
  text: `
    select distinct on (tax_class) tax_class, rate
      from tax_rates
     where country = $1::text and tax_class = any($3::text[])
       and (region is null or lower(region) = lower($2::text))
       and (valid_from is null or valid_from <= now()) and (valid_to is null or valid_to > now())
     order by tax_class, region is null, valid_from desc nulls last, id desc`,
};
