import type { Statement } from '../../database/statement.ts';

const members = `
  id, user_id as "customerId", (extract(epoch from requested_at) * 1000)::float8 as requested_ms,
  (extract(epoch from completed_at) * 1000)::float8 as completed_ms, erased_through`;

export interface ErasureRow {
  id: string;
  customerId: string;
  requested_ms: number;
  completed_ms: number | null;
  erased_through: string | null;
}

/** $1 uuid: a person. */
export const findErasureOf: Statement = {
  name: 'privacy.find-erasure-of',
  text: `select ${members} from erasures where user_id = $1`,
};

/** $1 uuid: its id; $2 uuid: a person. */
export const insertErasure: Statement = {
  name: 'privacy.insert-erasure',
  text: `insert into erasures (id, user_id) values ($1, $2) returning ${members}`,
};

/** $1 int: how many at most. Those that are not over, the longest under way first. */
export const findRunning: Statement = {
  name: 'privacy.find-running-erasures',
  text: 'select id from erasures where completed_at is null order by requested_at limit $1',
};

/** $1 uuid: an erasure. Held to the end of the transaction: one worker at a time goes on with it. */
export const holdErasure: Statement = {
  name: 'privacy.hold-erasure',
  text: `select ${members} from erasures where id = $1 for update`,
};

/** $1 uuid: an erasure; $2 uuid: the last order that is done. */
export const noteProgress: Statement = {
  name: 'privacy.note-progress',
  text: 'update erasures set erased_through = greatest(erased_through, $2::uuid) where id = $1',
};

/** $1 uuid: an erasure; $2 int: seconds that it takes at least. */
export const completeErasure: Statement = {
  name: 'privacy.complete-erasure',
  text: `
    update erasures set completed_at = now()
     where id = $1 and requested_at < now() - $2 * interval '1 second'`,
};
