import type { Pool } from 'pg';
import type { KeyedRequest } from './keyed-request.ts';
import { type AnswerRow, readAnswer } from './sql/read-answer.ts';

/** Whether this very request was done before, for who needs no more of its answer. */
export async function isDone(pool: Pool, { userId, key, fingerprint }: KeyedRequest): Promise<boolean> {
  const { rows } = await pool.query<AnswerRow>({ ...readAnswer, values: [userId, key] });
  return rows[0]?.fingerprint === fingerprint.toString('hex');
}
