import { hash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { base32 } from './base32.ts';

const CODES = 10;
const CODE_BYTES = 10;

/**
 * Gives a user new recovery codes in place of all before, in the caller's transaction.
 *
 * @returns them, as `abcd-efgh-ijkl-mnop`: they are shown once, and kept as hashes alone
 */
export async function renewRecoveryCodes(client: PoolClient, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () => base32(randomBytes(CODE_BYTES)).toLowerCase());
  await client.query({
    name: 'staff.renew-recovery-codes',
    text: `
      with before as (delete from recovery_codes where user_id = $1)
      insert into recovery_codes (user_id, code_hash) select $1, unnest($2::bytea[])`,
    values: [userId, codes.map(hashOf)],
  });
  return codes.map((code) => code.match(/.{4}/g)!.join('-'));
}

/** Uses a recovery code up, in the caller's transaction. @returns whether it was one of the user's */
export async function useRecoveryCode(client: PoolClient, userId: string, typed: string): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'staff.use-recovery-code',
    text: 'delete from recovery_codes where user_id = $1 and code_hash = $2',
    values: [userId, hashOf(typed.toLowerCase().replace(/[^a-z2-7]/g, ''))],
  });
  return rowCount === 1;
}

function hashOf(code: string): Buffer {
  return hash('sha256', code, 'buffer');
}
