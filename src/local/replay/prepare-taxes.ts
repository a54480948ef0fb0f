import type { Pool } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { newId } from '../../ids.ts';
import { countryCodes } from './countries.ts';

/** Of the replay's products alone: whatever else the shop taxes stays as it is. */
const taxClass = 'online-retail';
/** Millionths. */
export const VAT = 200_000;
export const VAT_COUNTRY = 'GB';

/** Taxes the products with `skus` by the replay's own rates, in one transaction. Asked for again, it changes nothing. */
export async function prepareTaxes(pool: Pool, skus: readonly string[]): Promise<void> {
  const rateOf = (country: string) => (country === VAT_COUNTRY ? VAT : 0);
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into tax_rates (id, country, tax_class, rate, name)
       select id, country, $4, rate, 'VAT' from unnest($1::uuid[], $2::text[], $3::int[]) as t (id, country, rate)
         on conflict do nothing`,
      [countryCodes.map(() => newId()), countryCodes, countryCodes.map(rateOf), taxClass],
    );
    await client.query(
      `update products set tax_class = $2, version = version + 1
        where id in (select id from products where sku = any($1::text[]) and archived_at is null and tax_class is distinct from $2
                      order by id for no key update)`,
      [skus, taxClass],
    );
  });
}
