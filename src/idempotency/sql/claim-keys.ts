import type { Statement } from '../../database/statement.ts';

/**
 * $1 bigint[]: hashes of (customer, Idempotency-Key). Takes each until the transaction ends, without
 * waiting, and returns those that it could not have: another transaction works on their requests.
 */
export const claimKeys: Statement = {
  name: 'idempotency.claim-keys',
  text: `
    select h.hash::text as hash
      from unnest($1::bigint[]) as h (hash)
     where not pg_try_advisory_xact_lock(h.hash)`,
};

export interface ClaimRow {
  hash: string;
}
