import { expect, it } from 'vitest';
import { reconcileStock as declaration } from '../../src/jobs/reconcile-stock.job.ts';
import { reconcileStock, reconcileTimeoutMs } from '../../src/workers/processors/reconcile-stock.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { setUpWorkshop } from './on-backends.ts';

const on = setUpWorkshop(redisUrl);

it('a comparison may take as long as its tables are large, and never as long as its attempt', () => {
  const gigabytes = 1_000_000_000;
  expect(reconcileTimeoutMs(0)).toBe(9 * 60_000);
  expect(reconcileTimeoutMs(gigabytes)).toBe(9 * 60_000);
  expect(reconcileTimeoutMs(50 * gigabytes)).toBe(10_000_000);
  expect(reconcileTimeoutMs(1_000 * gigabytes)).toBeLessThan(declaration.timeoutMs);
});

it('a comparison that is stopped keeps the database busy no longer', async () => {
  const { pool, log } = on.shop;
  const comparing = async () => {
    const { rows } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and query like '%chained%' and state = 'active'
          and pid <> pg_backend_pid()`,
    );
    return rows.length;
  };
  const holder = await pool.connect();
  await holder.query('begin');
  await holder.query('lock table stock_movements in access exclusive mode');
  const stop = new AbortController();
  const ended = reconcileStock({ pool })({}, { signal: stop.signal, log }).catch((error: Error) => error);
  await until('it compares', comparing);
  stop.abort(new Error('stopped'));
  expect(await ended).toMatchObject({ message: expect.stringContaining('canceling statement due to user') });
  expect(await comparing()).toBe(0);
  await holder.query('rollback');
  holder.release();
});
