import type { Pool, PoolClient } from 'pg';
import { createPool } from '../../database/connections.ts';
import { startFailure } from '../../process/lifecycle.ts';
import { ReplayFailure } from './failure.ts';

/** One replay of a shop at a time; any fixed number does, this one spells "play". */
const REPLAY_LOCK_KEY = 0x706c6179;

export interface ShopConnection {
  pool: Pool;
  close(): Promise<void>;
}

/** Connects to the shop's database and keeps other replays out. @throws {ReplayFailure} when that cannot be */
export async function connectToShop(url: string): Promise<ShopConnection> {
  const pool = createPool(url, {
    applicationName: 'holdfast-replay',
    max: 4,
    connectionTimeoutMillis: 5_000,
  });
  const keeper = await connect(pool);
  const close = async () => {
    // Closing the session gives the lock back.
    keeper.release(true);
    await pool.end();
  };
  const { rows } = await keeper.query<{ taken: boolean; migrated: boolean }>(
    `select pg_try_advisory_lock($1) as taken, to_regclass('products') is not null as migrated`,
    [REPLAY_LOCK_KEY],
  );
  if (rows[0]?.taken && rows[0].migrated) return { pool, close };
  await close();
  throw new ReplayFailure(
    rows[0]?.taken
      ? 'The database is not that of a shop: start the shop first (npm start)'
      : 'Another replay is running on this shop: wait for it, or stop it',
  );
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    await pool.end();
    const { message } = error as Error;
    throw new ReplayFailure(
      /timeout/i.test(message)
        ? 'The database of the shop does not answer: is the shop running (npm start)?'
        : `The database of the shop cannot be used: is the shop running (npm start)? ${startFailure(error)}`,
    );
  }
}
