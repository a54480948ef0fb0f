import type { Pool } from 'pg';
import type { KeptAnswer, KeyedRequest } from './keyed-request.ts';
import { type AnswerRow, readAnswer } from './sql/read-answer.ts';

/** The answer that was given to this very request before, or undefined. */
export async function findAnswer(
  pool: Pool,
  { userId, key, fingerprint }: KeyedRequest,
): Promise<KeptAnswer | undefined> {
  const { rows } = await pool.query<AnswerRow>({ ...readAnswer, values: [userId, key] });
  const [row] = rows;
  if (row?.fingerprint !== fingerprint.toString('hex')) return undefined;
  const { reference, status, body } = row;
  return { reference, status, body };
}
