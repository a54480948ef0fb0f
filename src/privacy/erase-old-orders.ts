import type { Pool } from 'pg';
import { type ErasedOrdersRow, eraseOrders } from './sql/erase-orders.ts';
import { findOldOrders, type OldOrderRow } from './sql/orders-to-erase.ts';
import { withdrawAnswersAbout } from './withdraw-answers.ts';

export interface OldOrders {
  /** How many were looked at. */
  seen: number;
  /** How many lost something. */
  erased: number;
  /** The last one that was looked at. */
  last: string | undefined;
  /** The one before the first that is under way and was left as it is: where to begin the next time. */
  beforeOpen: string | undefined;
}

/**
 * Takes out of old orders what tells of a person, but for those that are under way.
 *
 * @param range ids behind and before which; `limit`: orders that are looked at
 */
export async function eraseOldOrders(
  pool: Pool,
  { after, before, limit }: { after: string; before: string; limit: number },
): Promise<OldOrders> {
  const { rows } = await pool.query<OldOrderRow>({ ...findOldOrders, values: [after, before, limit] });
  const ids = rows.filter((row) => !row.is_open).map(({ id }) => id);
  const open = rows.findIndex((row) => row.is_open);
  const erased = ids.length === 0 ? 0 : await erase(pool, ids);
  return {
    seen: rows.length,
    erased,
    last: rows.at(-1)?.id,
    beforeOpen: open === -1 ? undefined : (rows[open - 1]?.id ?? after),
  };
}

async function erase(pool: Pool, ids: readonly string[]): Promise<number> {
  await withdrawAnswersAbout(pool, ids);
  const { rows } = await pool.query<ErasedOrdersRow>({ ...eraseOrders, values: [ids] });
  return rows[0]!.orders;
}
