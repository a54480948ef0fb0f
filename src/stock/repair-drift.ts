import type { Pool } from 'pg';

/**
 * Writes down a difference between a product's stock and its ledger: a movement of its own, reason
 * `reconciliation`, under the product's row lock and with a version of its own. The stock stays what it is,
 * because it is what is being sold; from then on the ledger adds up to it.
 *
 * @returns the delta that was written; 0 when there was no difference any more
 */
export async function repairDrift(pool: Pool, productId: string, note: string): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ version: number; stock_quantity: number }>(
      'update products set version = version + 1, updated_at = now() where id = $1 returning version, stock_quantity',
      [productId],
    );
    const product = rows[0];
    const sum = await client.query<{ total: string }>(
      'select coalesce(sum(delta), 0) as total from stock_movements where product_id = $1',
      [productId],
    );
    const delta = product ? product.stock_quantity - Number(sum.rows[0]?.total) : 0;
    if (!product || delta === 0) {
      await client.query('rollback');
      return 0;
    }
    await client.query(
      `insert into stock_movements (product_id, product_version, delta, reason, note, resulting_quantity)
       values ($1, $2, $3, 'reconciliation', $4, $5)`,
      [productId, product.version, delta, note, product.stock_quantity],
    );
    await client.query('commit');
    return delta;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
