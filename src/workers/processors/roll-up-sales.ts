import type { Pool } from 'pg';
import { writeSharedState } from '../../jobs/shared-state.ts';
import { daysToRollUp, rollUpDay } from '../../reports/roll-up-sales.ts';
import { inBatches } from '../in-batches.ts';
import type { Processor } from '../processor.ts';

/** Days of one run, each a transaction: ten years. */
const MOST = 3_660;

/** Rolls up what is due, each day in a transaction of its own: one that dies goes on where it was. */
export function rollUpSales({ pool }: { pool: Pool }): Processor<'report.roll-up-sales'> {
  return async (_, { signal, log }) => {
    const days = await daysToRollUp(pool, MOST);
    const left = [...days];
    await inBatches({ size: 1, most: MOST, signal }, async () => {
      const day = left.shift();
      if (day === undefined) return 0;
      await rollUpDay(pool, day);
      return 1;
    });
    await writeSharedState(pool, 'report.roll-up-sales', { days: days.length });
    if (days.length > 0) log.info({ days: days.length }, 'sales rolled up');
  };
}
