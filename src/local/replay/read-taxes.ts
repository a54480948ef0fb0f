import type { Pool } from 'pg';

/** What orders to one country come to, in pence. */
export interface CountryTaxes {
  readonly orders: number;
  readonly gross: bigint;
  readonly tax: bigint;
}

/** What these orders cost, by the country that they go to; empty for those that name none. */
export async function readTaxes(pool: Pool, ids: readonly string[]): Promise<Map<string, CountryTaxes>> {
  const { rows } = await pool.query<{ country: string; orders: number; gross: string; tax: string }>(
    `select coalesce(a.country, '') as country, count(*)::int as orders, sum(o.total) as gross,
            sum(coalesce(o.tax_total, 0)) as tax
       from orders o left join order_addresses a on a.order_id = o.id and a.kind = 'SHIPPING'
      where o.id = any($1::uuid[])
      group by 1`,
    [ids],
  );
  return new Map(
    rows.map(({ country, orders, gross, tax }) => [
      country,
      { orders, gross: BigInt(gross), tax: BigInt(tax) },
    ]),
  );
}
