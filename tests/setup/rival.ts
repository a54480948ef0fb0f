import type { Pool, PoolClient } from 'pg';

/** Another process: `work` in a transaction of its own, which is committed behind it unless it was ended in it. */
export async function asRival<T>(pool: Pool, work: (rival: PoolClient) => Promise<T>): Promise<T> {
  const rival = await pool.connect();
  try {
    await rival.query('begin');
    const result = await work(rival);
    await rival.query('commit');
    return result;
  } finally {
    await rival.query('rollback');
    rival.release();
  }
}
