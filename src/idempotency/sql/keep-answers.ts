import { bytea, smallint, text, uuid } from '../../database/column-types.ts';
import {
  type Columns,
  composeStatement,
  type RowSource,
  rowOfParameters,
} from '../../database/composed-statement.ts';
import type { Statement } from '../../database/statement.ts';
import { limits } from '../../limits.ts';
import type { IdempotencyClaim, KeptAnswer } from '../keyed-request.ts';

/** What an Idempotency-Key stands for from now on. */
export interface AnsweredKey extends KeptAnswer {
  userId: string;
  claim: IdempotencyClaim;
}

export const answerColumns: Columns<AnsweredKey> = {
  user_id: uuid.of((answer) => answer.userId),
  key: text.of((answer) => answer.claim.key),
  fingerprint: bytea.of((answer) => answer.claim.fingerprint),
  order_id: uuid.of((answer) => answer.reference),
  status: smallint.of((answer) => answer.status),
  body: text.of((answer) => answer.body),
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

/** The same for one, whose values are parameters in the order of `answerColumns`. */
export const keepAnswer: Statement = {
  name: 'idempotency.keep-answer',
  text: `with ${keepAnswers(rowOfParameters(answerColumns))} select 1 as kept`,
};

/** The same for many, each with another key. */
export const keepAllAnswers = composeStatement(
  'idempotency.keep-all-answers',
  { answers: answerColumns },
  ({ answers }) => `with ${keepAnswers(answers)} select 1 as kept`,
);
