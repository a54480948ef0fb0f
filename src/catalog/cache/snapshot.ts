import type { Pool } from 'pg';

/**
 * What a transaction could see (PostgreSQL's `pg_snapshot`, `xmin:xmax:running,…`). An answer that carries
 * the snapshot from just before its load can be held against a change: it knows the change, or it is old.
 */
export interface Snapshot {
  readonly text: string;
  /** Transactions below have ended. */
  readonly xmin: bigint;
  /** Transactions from here on had not begun. */
  readonly xmax: bigint;
  readonly running: ReadonlySet<bigint>;
}

export async function takeSnapshot(pool: Pool): Promise<Snapshot> {
  const { rows } = await pool.query<{ snapshot: string }>({
    name: 'catalog.take-snapshot',
    text: 'select pg_current_snapshot()::text as snapshot',
  });
  return parseSnapshot(rows[0]!.snapshot);
}

/** @throws {SyntaxError} for what is no snapshot */
export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, running = ''] = text.split(':');
  if (!xmin || !xmax) throw new SyntaxError('not a snapshot');
  return {
    text,
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    running: new Set(running.split(',').filter(Boolean).map(BigInt)),
  };
}

/** Whether what transaction `xid` committed can be seen. */
export function sees(snapshot: Snapshot, xid: bigint): boolean {
  return xid < snapshot.xmin || (xid < snapshot.xmax && !snapshot.running.has(xid));
}
