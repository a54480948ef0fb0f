import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { salesDimensions } from '../entities/sales-total.entity.ts';
import { findDays, holdDay, insertTotals, removeTotals, takeChanges } from './sql/roll-up-day.ts';

/** Adding up a day of a million orders takes longer than a request may, in ms. */
const DAY_TIMEOUT_MS = 10 * 60_000;

/** The days of UTC (`2026-11-27`) that are to be rolled up, oldest first, `limit` at most. */
export async function daysToRollUp(pool: Pool, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>({ ...findDays, values: [limit] });
  return rows.map(({ day }) => day);
}

/**
 * Adds up a day that is over, in one transaction, which holds the day alone. READ COMMITTED, and in this order: a change
 * whose mark is taken is seen by the sums, which begin after; one that is committed later leaves its mark, and reports
 * read the day's orders until it is rolled up again.
 */
export async function rollUpDay(pool: Pool, day: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(`set local statement_timeout = ${DAY_TIMEOUT_MS}`);
    await client.query({ ...holdDay, values: [day] });
    await client.query({ ...takeChanges, values: [day] });
    await client.query({ ...removeTotals, values: [day, salesDimensions] });
    await client.query({ ...insertTotals, values: [day] });
  });
}
