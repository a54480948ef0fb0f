import type { Pool } from 'pg';
import type { KeyedRequest } from './keyed-request.ts';
import { type KeyRow, readKeys } from './sql/read-keys.ts';

/** Whether a request's key stands for an answer to another one. */
export async function isKeyOfOther(pool: Pool, { userId, key, fingerprint }: KeyedRequest): Promise<boolean> {
  const { rows } = await pool.query<KeyRow>({ ...readKeys, values: [[userId], [key]] });
  return rows[0]?.live === true && !rows[0].fingerprint.equals(fingerprint);
}
