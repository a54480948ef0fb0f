import type { PoolClient } from 'pg';
import type { Seal } from '../../accounts/sealed.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';

/**
 * Whether a code is right: one of the user's device that was not used before and is not older than one that was, or a
 * recovery code. It is used up, in the caller's transaction. Whoever calls it counts the tries.
 *
 * @param typed as a person writes it, with blanks or dashes
 * @param isConfirmed false while the user shows the first one
 */
export async function checkCode(
  client: PoolClient,
  seal: Seal,
  userId: string,
  typed: string,
  isConfirmed = true,
): Promise<boolean> {
  const code = typed.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(code)) return isConfirmed && useRecoveryCode(client, userId, code);
  const { rows } = await client.query<{ sealed_secret: Buffer }>({
    name: 'staff.read-second-factor',
    text: `select sealed_secret from second_factors where user_id = $1 and (confirmed_at is not null) = $2`,
    values: [userId, isConfirmed],
  });
  const secret = rows[0] && seal.open(rows[0].sealed_secret, userId);
  const step = secret && stepOfCode(secret, code, new Date());
  if (step === undefined) return false;
  // The row decides: of two requests with one code the second finds it taken.
  const { rowCount } = await client.query({
    name: 'staff.take-step',
    text: 'update second_factors set last_step = $2 where user_id = $1 and last_step < $2',
    values: [userId, step],
  });
  return rowCount === 1;
}
