/** Whether the stored price of a product `p` is no longer what it costs, at the statement's instant. */
const isDue = 'p.price_due_at <= statement_timestamp()';

/**
 * What a product `p` costs at the statement's instant, by the database's clock: the stored price, but between the instant at
 * which a scheduled one begins or ends and the job that stores it. Functions that are not inlined: whoever has none
 * scheduled pays for a look at a null.
 */
export const currentPrice = `case when ${isDue} then price_at(p.id, p.usual_price, statement_timestamp()) else p.price end`;

/** The same where it is not the stored one, else null. */
export const priceInPlaceOfStored = `case when ${isDue} then price_at(p.id, p.usual_price, statement_timestamp()) end`;

/** For how long that is so, in ms; null: nothing is scheduled that would end it. */
export const priceHoldsMs = `
  case when p.price_due_at is not null then 1000 * extract(epoch from
    case when ${isDue} then price_instant_after(p.id, statement_timestamp()) else p.price_due_at end
    - statement_timestamp())::float8 end`;
