import type { Statement } from '../../database/statement.ts';

/**
 * $1 jsonb: tax rates with ids. Each is added, or takes the place of the one that its country, region and class have from
 * the same instant on; one that is as it was stays. In one order, so that two files wait for each other.
 */
export const importTaxRates: Statement = {
  name: 'rates.import-tax-rates',
  text: `
    with given as materialized (
      select * from jsonb_to_recordset($1::jsonb) as r (
        id uuid, country text, region text, "taxClass" text, rate int, name text,
        "validFrom" timestamptz, "validTo" timestamptz)
    ), written as (
      insert into tax_rates as t (id, country, region, tax_class, rate, name, valid_from, valid_to)
      select id, country, region, "taxClass", rate, name, "validFrom", "validTo" from given
       order by country, "taxClass", lower(region), "validFrom"
      on conflict (country, tax_class, lower(region), valid_from) do update
         set rate = excluded.rate, name = excluded.name, valid_to = excluded.valid_to,
             version = t.version + 1, updated_at = now()
       where (t.rate, t.name, t.valid_to) is distinct from (excluded.rate, excluded.name, excluded.valid_to)
      returning version
    )
    select count(*) filter (where version = 1)::int as created, count(*) filter (where version > 1)::int as changed
      from written`,
};
