import type { Statement } from '../../database/statement.ts';

/** $1 text[]: kinds; $2 bigint: from this position on; $3 int: how many at most. A walk along an index for each kind. */
export const readFeed: Statement = {
  name: 'events.read-feed',
  text: `
    select position::text, kind, subjects, states,
           (extract(epoch from occurred_at) * 1000)::float8 as "occurredMs"
      from unnest($1::text[]) as wanted (of_kind)
     cross join lateral (
       select * from event_feed where kind = wanted.of_kind and position >= $2
        order by position limit $3) f
     order by f.position limit $3`,
};

/** $1 bigint[]: positions. */
export const readFeedAt: Statement = {
  name: 'events.read-feed-at',
  text: `
    select position::text, kind, subjects, states,
           (extract(epoch from occurred_at) * 1000)::float8 as "occurredMs"
      from event_feed where position = any($1::bigint[])`,
};

/** $1 timestamptz. The first position that may tell of something from this instant on: it was sequenced later. */
export const findStart: Statement = {
  name: 'events.find-start',
  text: `select position::text from event_feed where sequenced_at >= $1 order by sequenced_at, position limit 1`,
};

/**
 * The position that what is kept begins at, and the one behind the last row, whether that is kept or not; 0 where there
 * was none.
 */
export const findBounds: Statement = {
  name: 'events.find-bounds',
  text: `
    select coalesce(removed + 1, 0)::text as first, coalesce(last + 1, removed + 1, 0)::text as behind
      from (select (select max(position) from event_feed) as last,
                   (select (value #>> '{}')::bigint from worker_notes where name = 'events.removed') as removed) f`,
};
