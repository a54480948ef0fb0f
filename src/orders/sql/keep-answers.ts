import { bytea, smallint, text, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import { limits } from '../../limits.ts';
import type { DecidedOrder } from '../decide.ts';
import type { IdempotencyClaim } from '../outcome.ts';

/** What an Idempotency-Key stands for from now on. */
export interface KeptAnswer {
  claim: IdempotencyClaim;
  order: DecidedOrder;
  status: number;
}

export const answerColumns: Columns<KeptAnswer> = {
  user_id: uuid.of((answer) => answer.order.command.userId),
  key: text.of((answer) => answer.claim.key),
  fingerprint: bytea.of((answer) => answer.claim.fingerprint),
  order_id: uuid.of((answer) => answer.order.view.id),
  status: smallint.of((answer) => answer.status),
  body: text.of((answer) => answer.order.body),
};

/** The query `new_keys`. A key that stood for something else until it expired is used again. */
export const keepAnswers = (answers: RowSource): string => `
    new_keys as (
      insert into idempotency_keys (${answers.names}, expires_at)
      select answers.*, now() + interval '${limits.idempotencyHours} hours' from ${answers.unnestAs('answers')}
      on conflict (user_id, key) do update
         set fingerprint = excluded.fingerprint, order_id = excluded.order_id, status = excluded.status,
             body = excluded.body, created_at = now(), expires_at = excluded.expires_at
       where idempotency_keys.expires_at <= now()
    )`;
