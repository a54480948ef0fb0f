/** When an automatic discount ends; in an index, so that those that are over cost nobody anything. */
export const discountEnd = `coalesce(ends_at, 'infinity')`;

/** The condition that an automatic discount `d` holds at the statement's instant, by the database's clock. */
export const discountHolds = `
  d.enabled and (d.starts_at is null or d.starts_at <= statement_timestamp())
  and ${discountEnd} > statement_timestamp()`;

/**
 * Whether any automatic discount holds: true or null, which costs a reader of many rows nothing. It looks at nothing of
 * other tables, so a statement works it out once.
 */
export const anyDiscountHolds = `(select true from discounts d where ${discountHolds} limit 1)`;
