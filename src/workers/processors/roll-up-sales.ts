import type { Pool } from 'pg';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { daysToRollUp, monthsToRollUp, rollUpDay, rollUpMonth } from '../../reports/roll-up-sales.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

/** Days of one run, each a transaction: ten years. */
const MOST = 3_660;

/** Rolls up what is due, each day and each month in a transaction of its own: one that dies goes on where it was. */
export function rollUpSales({ pool }: { pool: Pool }): Processor<'report.roll-up-sales'> {
  return async (_, { signal, log }) => {
    const each = async (spans: readonly string[], rollUp: (pool: Pool, span: string) => Promise<void>) => {
      const left = [...spans];
      await inBatches({ size: 1, most: spans.length, signal }, async () => {
        await rollUp(pool, left.shift()!);
        return 1;
      });
    };
    const days = await daysToRollUp(pool, MOST);
    await each(days, rollUpDay);
    const months = await monthsToRollUp(pool);
    await each(months, rollUpMonth);
    await writeSharedState(pool, 'report.roll-up-sales', { days: days.length });
    if (days.length > 0) log.info({ days: days.length, months: months.length }, 'sales rolled up');
  };
}
