import type { Statement } from '../../database/statement.ts';

/** Whether this transaction is the one that gives out positions, until it ends. */
export const holdSequence: Statement = {
  name: 'events.hold-sequence',
  text: `select pg_try_advisory_xact_lock(hashtext('holdfast.events')) as held`,
};

/**
 * $1 int: how many at most. What has been committed by now moves into the feed, in the order of its ids: what happened to
 * one order, or to one product, stays in its order. Positions come from the sequence, which only one transaction asks at
 * a time.
 */
export const sequence: Statement = {
  name: 'events.sequence',
  text: `
    with taken as (
      delete from pending_events where id = any(array(select id from pending_events order by id limit $1))
      returning *
    )
    insert into event_feed (kind, subjects, states, occurred_at, sequenced_at)
    select kind, subjects, states, occurred_at, greatest(clock_timestamp(), occurred_at) from taken order by id
    returning position::text, kind, subjects, states, (extract(epoch from occurred_at) * 1000)::float8 as "occurredMs"`,
};
