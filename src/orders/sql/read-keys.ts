import type { Statement } from './statement.ts';

/** $1 uuid[], $2 text[]: customers and their keys. What each key stands for, where it has been used. */
export const readKeys: Statement = {
  name: 'orders.read-keys',
  text: `
    select k.user_id, k.key, k.fingerprint, k.order_id, k.status, k.body
      from unnest($1::uuid[], $2::text[]) as w (user_id, key)
      join idempotency_keys k on k.user_id = w.user_id and k.key = w.key
     where k.expires_at > now()`,
};

export interface KeyRow {
  user_id: string;
  key: string;
  fingerprint: Buffer;
  order_id: string;
  status: number;
  body: string;
}
