import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { salesDimensions } from '../entities/sales-total.entity.ts';
import { findDays, holdDay, insertTotals, removeTotals, takeChanges } from './sql/roll-up-day.ts';
import {
  findMonths,
  forgetMonth,
  holdMonth,
  insertMonthTotals,
  removeMonthTotals,
} from './sql/roll-up-month.ts';

/** Adding up a day of a million orders takes longer than a request may, in ms. */
const TIMEOUT_MS = 10 * 60_000;
const setTimeouts = `set local statement_timeout = ${TIMEOUT_MS}`;

/** The days of UTC (`2026-11-27`) that are to be rolled up, oldest first, `limit` at most. */
export async function daysToRollUp(pool: Pool, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>({ ...findDays, values: [limit] });
  return rows.map(({ day }) => day);
}

/**
 * Adds up a day that is over, in one transaction, which holds the day alone. READ COMMITTED, and in this order: a change
 * whose mark is taken is seen by the sums, which begin after; one that is committed later leaves its mark, and reports
 * read the day's orders until it is rolled up again. The totals of its month count no longer.
 */
export async function rollUpDay(pool: Pool, day: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(setTimeouts);
    await client.query({ ...holdDay, values: [day] });
    await client.query({ ...forgetMonth, values: [day] });
    await client.query({ ...takeChanges, values: [day] });
    await client.query({ ...removeTotals, values: [day, salesDimensions] });
    await client.query({ ...insertTotals, values: [day] });
  });
}

/** The months of UTC, by their first days, whose days are all rolled up and that are not, oldest first. */
export async function monthsToRollUp(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ month: string }>(findMonths);
  return rows.map(({ month }) => month);
}

/**
 * Adds up the days of a month, in one transaction, which holds them and then the month. READ COMMITTED: the sums begin
 * once no day is being written; whoever writes one later removes the month. Of a month that lacks a day it does nothing.
 */
export async function rollUpMonth(pool: Pool, month: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(setTimeouts);
    const { rowCount } = await client.query({ ...holdMonth, values: [month] });
    if (rowCount === 0) return;
    await client.query({ ...removeMonthTotals, values: [month, salesDimensions] });
    await client.query({ ...insertMonthTotals, values: [month, salesDimensions] });
  });
}
