import type { Statement } from './statement.ts';

/**
 * $1 bigint[]: hashes of (customer, Idempotency-Key). Takes each until the transaction ends, without
 * waiting; `claimed` is false for one that another transaction holds: its request is being worked on.
 */
export const claimKeys: Statement = {
  name: 'orders.claim-keys',
  text: `
    select h.hash::text as hash, pg_try_advisory_xact_lock(h.hash) as claimed
      from unnest($1::bigint[]) as h (hash)`,
};

export interface ClaimRow {
  hash: string;
  claimed: boolean;
}
