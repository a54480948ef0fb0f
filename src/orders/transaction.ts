import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** PostgreSQL never said whether it committed, and could not be asked in time. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** How long an unanswered COMMIT is inquired about before the caller is told that nobody knows, in ms. */
const INQUIRY_MS = 5_000;
const INQUIRY_PAUSE_MS = 50;

/** What the work of a transaction gives back. */
export interface Worked<T> {
  result: T;
  /** PostgreSQL's id of the transaction (xid8 as text); undefined when nothing was written. */
  transactionId: string | undefined;
}

/**
 * Runs `work` in one READ COMMITTED transaction on a connection of its own, and rolls back when it throws.
 *
 * Where the answer to COMMIT is lost, PostgreSQL is asked for the fate of the transaction by its id
 * (pg_xact_status), so that the caller learns what happened: a committed transaction returns as usual, an
 * aborted one throws the connection's error.
 *
 * @throws {UnknownOutcome} when the fate of the COMMIT could not be learned within 5 s
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Worked<T>>,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const { result, transactionId } = await work(client);
    try {
      await client.query('commit');
    } catch (error) {
      if (isAnswer(error) || transactionId === undefined) throw error;
      broken = true;
      if (!(await hasCommitted(pool, transactionId))) throw error;
    }
    return result;
  } catch (error) {
    if (!broken) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
    }
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function hasCommitted(pool: Pool, id: string): Promise<boolean> {
  const deadline = Date.now() + INQUIRY_MS;
  while (Date.now() < deadline) {
    const status = await pool
      .query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [id])
      .then((result) => result.rows[0]?.status)
      .catch(() => undefined);
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    await delay(INQUIRY_PAUSE_MS);
  }
  throw new UnknownOutcome('the answer to COMMIT was lost and PostgreSQL cannot be asked');
}

/** Whether PostgreSQL itself said no, as opposed to a connection that ended (classes 08 and 57P). */
function isAnswer(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    /^[0-9A-Z]{5}$/.test(code) &&
    !code.startsWith('08') &&
    !code.startsWith('57P')
  );
}
