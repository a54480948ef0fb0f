import type { Pool } from 'pg';

/** Movements of one product that are looked at: corrections of stock stand between its sales. */
const MOVEMENTS_LOOKED_AT = 2_000;

/**
 * Ids of the newest orders of the product that is for sale under this SKU, as typed or else in capitals or small
 * letters: its sales in the ledger name them.
 */
export async function findBySku(pool: Pool, sku: string, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-by-sku',
    text: `
      select reference as id
        from (select m.reference, m.reason, m.product_version, m.position
                from stock_movements m
               where m.product_id = (
                     select id from products
                      where sku in ($1::text, upper($1::text), lower($1::text)) and archived_at is null
                      order by sku = $1::text desc limit 1)
               order by m.product_version desc, m.position desc limit $3) newest
       where reason = 'sale' order by product_version desc, position desc limit $2`,
    values: [sku, limit, MOVEMENTS_LOOKED_AT],
  });
  return rows.map((row) => row.id);
}
