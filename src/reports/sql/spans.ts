/** The smallest UUID of an instant: `uuidAt` of src/lists. */
const uuidOf = (at: string): string =>
  `(lpad(to_hex(floor(extract(epoch from ${at}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

/** An id tells when its order was made to within this time: the process took the time, then made the id. */
const SLACK = `interval '1 minute'`;

/** A query of spans of time as `salesLines` wants them. @param source of a FROM, with `first_at` and `end_at` */
export const spansOf = (source: string): string => `
    select first_at, end_at, ${uuidOf(`first_at - ${SLACK}`)} as first_id, ${uuidOf(`end_at + ${SLACK}`)} as end_id
      from ${source} times`;

/** The span of a day of UTC. */
export const daySpan = (day: string): string =>
  spansOf(`(select ${day}::timestamp at time zone 'UTC' as first_at,
                   (${day} + 1)::timestamp at time zone 'UTC' as end_at)`);
