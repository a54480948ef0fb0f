import type { Pool } from 'pg';
import { listUnknown } from '../../outbox/sql/list-unknown.ts';

const LIMIT = 1_000;

/** Lists owed jobs that wait for a worker of a version that knows them; columns as `failed` has them. */
export async function printWaiting(pool: Pool): Promise<void> {
  const messages = await listUnknown(pool, LIMIT);
  if (messages.length === 0) console.log('No job waits for a worker that knows it.');
  for (const { id, job, about, unknownSince } of messages) {
    console.log(`${unknownSince.toISOString()}  ${id}  ${job}  ${about ?? '-'}`);
  }
}
