import type { PoolClient } from 'pg';
import { bigint, text, uuid } from '../database/column-types.ts';
import { type KeyedRequest, lockHash } from './keyed-request.ts';
import { type ClaimRow, claimKeys } from './sql/claim-keys.ts';
import { type KeyRow, readKeys } from './sql/read-keys.ts';

/**
 * Claims the keys of many requests until the caller's transaction (READ COMMITTED) ends, without waiting. Two statements
 * whatever they hold, none where nobody has a key. Whoever does what is new keeps its answers in the same transaction.
 *
 * @param requests undefined for one without a key: it is new each time
 * @returns whether each is new: nobody works on it, and its key stands for no answer. Others are left to `runOnce`.
 */
export async function claimNew(
  client: PoolClient,
  requests: readonly (KeyedRequest | undefined)[],
): Promise<boolean[]> {
  const names = requests.map((request) => request && `${request.userId} ${request.key}`);
  const keyed = requests.filter((request, n) => request && names.indexOf(names[n]) === n) as KeyedRequest[];
  if (keyed.length === 0) return requests.map(() => true);
  const hashOf = ({ userId, key }: KeyedRequest) => lockHash(userId, key);
  const claims = await client.query<ClaimRow>({
    ...claimKeys,
    values: [bigint.array([...new Set(keyed.map(hashOf))])],
  });
  // Read after the claim and in a statement of its own: whoever held a key before has committed by now.
  const known = await client.query<KeyRow>({
    ...readKeys,
    values: [uuid.array(keyed.map(({ userId }) => userId)), text.array(keyed.map(({ key }) => key))],
  });
  const refused = new Set(claims.rows.map(({ hash }) => hash));
  const answered = new Set(known.rows.filter(({ live }) => live).map((row) => `${row.user_id} ${row.key}`));
  return requests.map((request, n) => {
    if (!request) return true;
    const isFirst = names.indexOf(names[n]) === n;
    return isFirst && !refused.has(hashOf(request).toString()) && !answered.has(names[n]!);
  });
}
