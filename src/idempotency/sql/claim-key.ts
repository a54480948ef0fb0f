import type { Statement } from '../../database/statement.ts';

/** $1 bigint: hash of (user, key). Takes it until the transaction ends, where it can be had without waiting. */
export const claimKey: Statement = {
  name: 'idempotency.claim-key',
  text: 'select pg_try_advisory_xact_lock($1::bigint) as claimed',
};

export interface ClaimedRow {
  claimed: boolean;
}
