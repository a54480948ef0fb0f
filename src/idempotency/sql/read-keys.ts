import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid[], $2 text[]: customers and their keys. What each key stands for, where it has been used.
 * LATERAL with a limit: a look-up for each key. As a plain join, a plan that was made while the table was
 * empty reads all of it (docs/decisions.md).
 */
export const readKeys: Statement = {
  name: 'idempotency.read-keys',
  text: `
    select k.user_id, k.key, k.fingerprint, k.order_id, k.status, k.body,
           k.expires_at > now() as live
      from unnest($1::uuid[], $2::text[]) as w (user_id, key)
     cross join lateral (
       select * from idempotency_keys i where i.user_id = w.user_id and i.key = w.key limit 1
     ) k`,
};

export interface KeyRow {
  user_id: string;
  key: string;
  fingerprint: Buffer;
  order_id: string;
  status: number;
  body: string;
  /** Not expired. */
  live: boolean;
}
