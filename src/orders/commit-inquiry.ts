import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { withTimeout } from '../async/timeout.ts';

/** PostgreSQL never said whether it committed, and could not be asked in time. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** How long an unanswered COMMIT is inquired about before the caller is told that nobody knows, in ms. */
const INQUIRY_MS = 5_000;
/** How long one question may take, in ms: a connection that is silent or cannot be made leaves time for others. */
const ANSWER_MS = 1_000;
const INQUIRY_PAUSE_MS = 50;

/** A transaction whose COMMIT was not answered. */
export interface Unanswered {
  transactionId: string;
  /** An order that it wrote. */
  orderId: string;
}

/**
 * Whether a transaction was committed, of which PostgreSQL never said so. Its id alone is no proof: a standby that
 * took over may not have heard of it, and hands the same ids out again. So its order has to be there as well.
 *
 * @throws {UnknownOutcome} when it could not be learned within 5 s
 */
export async function hasCommitted(pool: Pool, { transactionId, orderId }: Unanswered): Promise<boolean> {
  const ask = async <T>(text: string, value: string): Promise<T | undefined> => {
    const query = { text, values: [value], query_timeout: ANSWER_MS };
    const answer = pool.query<{ answer: T }>(query).then(({ rows }) => rows[0]?.answer);
    return withTimeout(ANSWER_MS, answer).catch(() => undefined);
  };
  const deadline = performance.now() + INQUIRY_MS;
  while (performance.now() < deadline) {
    const status = await ask<string>('select pg_xact_status($1::xid8) as answer', transactionId);
    if (status === 'aborted') return false;
    if (status === 'committed') {
      // Asked afterwards: a statement sees what was committed before it began.
      const isThere = await ask<boolean>(
        'select exists (select from orders where id = $1::uuid) as answer',
        orderId,
      );
      if (isThere !== undefined) return isThere;
    }
    await delay(INQUIRY_PAUSE_MS);
  }
  throw new UnknownOutcome('the answer to COMMIT was lost and PostgreSQL cannot be asked');
}
