/** The condition that an automatic discount `d` holds at the statement's instant, by the database's clock. */
export const discountHolds = `
  d.enabled and (d.starts_at is null or d.starts_at <= statement_timestamp())
  and (d.ends_at is null or d.ends_at > statement_timestamp())`;

/** Whether any automatic discount holds. It looks at nothing of other tables, so a statement works it out once. */
export const anyDiscountHolds = `exists (select from discounts d where ${discountHolds})`;
