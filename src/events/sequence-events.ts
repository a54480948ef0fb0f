import type { PoolClient } from 'pg';
import type { FeedRow } from './shop-event.ts';
import { holdSequence, sequence } from './sql/sequence.ts';

/**
 * Gives what was committed since the last time its place in the feed, in the caller's transaction (READ COMMITTED), which
 * must end before another one can do so: whoever reads a position has all before it. A transaction that takes its time
 * gets later positions, and nobody waits for it. Locks the sequence, and nothing that the shop's own transactions lock.
 *
 * @returns the rows in their order, or undefined where another transaction is at it
 */
export async function sequenceEvents(client: PoolClient, limit: number): Promise<FeedRow[] | undefined> {
  const { rows: held } = await client.query<{ held: boolean }>({ ...holdSequence });
  if (!held[0]?.held) return undefined;
  // A statement of its own: it sees what the one who was at it before has committed.
  const { rows } = await client.query<FeedRow>({ ...sequence, values: [limit] });
  return rows.sort((a, b) => (BigInt(a.position) < BigInt(b.position) ? -1 : 1));
}
