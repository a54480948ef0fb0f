import type { Statement } from '../../database/statement.ts';

/** $1 uuid, $2 text, $3 text, $4 jsonb, $5 jsonb, $6 jsonb: a message. Nothing where it is there already. */
export const keepMessage: Statement = {
  name: 'order-payments.keep-message',
  text: `
    insert into payment_inbox (id, provider, event_id, refs, payment_ids, facts, next_look_at)
    values ($1, $2, $3, $4, $5, $6, clock_timestamp() + interval '2 minutes')
    on conflict (provider, event_id) do nothing
    returning id`,
};

/** $1 uuid: a message that is not settled, and the payments that it is about. */
export const readMessage: Statement = {
  name: 'order-payments.read-message',
  text: `
    select m.provider, m.refs, m.facts,
           m.received_at < clock_timestamp() - interval '1 day' as is_old,
           (select coalesce(json_agg(row_to_json(p)), '[]') from payments p
             where p.provider = m.provider
               and (p.ref in (select jsonb_array_elements_text(m.refs))
                    or p.id in (select jsonb_array_elements_text(m.payment_ids)::uuid))) as payments
      from payment_inbox m
     where m.id = $1 and m.settled_at is null`,
};

export interface MessageRow {
  provider: string;
  refs: string[];
  facts: Record<string, unknown>[] | null;
  is_old: boolean;
  payments: Record<string, unknown>[];
}

/** $1 uuid: a message; $2 boolean: whether its payment is known. */
export const settleMessage: Statement = {
  name: 'order-payments.settle-message',
  text: 'update payment_inbox set settled_at = clock_timestamp(), known = $2 where id = $1 and settled_at is null',
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
