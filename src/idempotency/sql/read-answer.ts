import type { Statement } from '../../database/statement.ts';

/** $1 uuid, $2 text: a user and their key. What it stands for, where it has been used. */
export const readAnswer: Statement = {
  name: 'idempotency.read-answer',
  text: `
    select encode(fingerprint, 'hex') as fingerprint, order_id as reference, status, body from idempotency_keys
     where user_id = $1::uuid and key = $2::text and expires_at > now()`,
};

export interface AnswerRow {
  fingerprint: string;
  reference: string;
  status: number;
  body: string;
}
