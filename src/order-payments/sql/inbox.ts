import { jsonb, text, uuid } from '../../database/column-types.ts';
import { type Columns, composeStatement } from '../../database/composed-statement.ts';
import type { Statement } from '../../database/statement.ts';
import { messageColumns } from '../../outbox/sql/insert-messages.ts';

/** What a provider told, as its row has it. */
export interface InboxRow {
  readonly id: string;
  readonly provider: string;
  readonly eventId: string;
  readonly refs: readonly string[];
  readonly paymentIds: readonly string[];
  readonly facts: readonly object[] | null;
}

const inboxColumns: Columns<InboxRow> = {
  id: uuid.of((row) => row.id),
  provider: text.of((row) => row.provider),
  event_id: text.of((row) => row.eventId),
  refs: jsonb.of((row) => JSON.stringify(row.refs)),
  payment_ids: jsonb.of((row) => JSON.stringify(row.paymentIds)),
  facts: jsonb.orNull((row) => row.facts && JSON.stringify(row.facts)),
};

/** Keeps messages, and owes the job of each that was not there already, whose subject it is. The ids of these. */
export const keepMessages = composeStatement(
  'order-payments.keep-messages',
  { inbox: inboxColumns, messages: messageColumns },
  ({ inbox, messages }) => `
    with kept as (
      insert into payment_inbox (${inbox.names}, next_look_at)
      select *, clock_timestamp() + interval '2 minutes' from ${inbox.unnestAs('inbox')}
      on conflict (provider, event_id) do nothing
      returning id
    ), owed as (
      insert into outbox_messages (${messages.names})
      select m.* from ${messages.unnestAs('m')} join kept on kept.id = m.subject_id
    )
    select id from kept`,
);

/**
 * $1 uuid[]: messages. Those that are not settled, with the payments that they are about. Each of these is found by its key: `limit 1`
 * keeps the planner, which takes a list for a hundred names, from reading all payments instead.
 */
export const readMessages: Statement = {
  name: 'order-payments.read-messages',
  text: `
    select m.id, m.provider, m.refs, m.facts,
           m.received_at < clock_timestamp() - interval '1 day' as is_old,
           (select coalesce(json_agg(row_to_json(p)), '[]')
              from (select named.id
                      from jsonb_array_elements_text(m.refs) as told (ref)
                     cross join lateral (select id from payments where provider = m.provider and ref = told.ref limit 1) named
                    union
                    select id::uuid from jsonb_array_elements_text(m.payment_ids) as carried (id)) about
             cross join lateral (select * from payments where id = about.id limit 1) p
             where p.provider = m.provider) as payments
      from payment_inbox m
     where m.id = any($1::uuid[]) and m.settled_at is null`,
};

export interface MessageRow {
  id: string;
  provider: string;
  refs: string[];
  facts: Record<string, unknown>[] | null;
  is_old: boolean;
  payments: Record<string, unknown>[];
}

/**
 * $1 uuid[], $2 boolean[]: messages, and whether the payment of each is known. It does not wait for the disk: what is forgotten in a
 * crash of PostgreSQL is folded in again, to no effect.
 */
export const settleMessages: Statement = {
  name: 'order-payments.settle-messages',
  text: `
    with hurry as materialized (select set_config('synchronous_commit', 'off', true))
    update payment_inbox m
       set settled_at = clock_timestamp(), known = done.known
      from unnest($1::uuid[], $2::boolean[]) as done (id, known)
     where m.id = done.id and m.settled_at is null and exists (select from hurry)`,
};

/** $1 uuid: a message whose payment is not known yet. */
export const putOffMessage: Statement = {
  name: 'order-payments.put-off-message',
  text: `
    update payment_inbox set next_look_at = clock_timestamp() + interval '2 minutes'
     where id = $1 and settled_at is null`,
};

/** $1 int: rows at most. Messages that were settled 60 days ago. */
export const pruneMessages: Statement = {
  name: 'order-payments.prune-messages',
  text: `
    delete from payment_inbox
     where id in (select id from payment_inbox
                   where settled_at < clock_timestamp() - interval '60 days'
                   order by settled_at limit $1 for update skip locked)`,
};
