import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';

export interface CouponRecord {
  code: string;
  /** Millionths off the lines. */
  value: number;
  usageLimit: number | null;
  perCustomerLimit: number | null;
  firstOrderOnly: boolean;
}

/** A coupon with which things cost half, written straight into the database. @returns its id */
export async function insertCoupon(pool: Pool, fields: Partial<CouponRecord> = {}): Promise<string> {
  const id = uuidv7();
  const { code, value, usageLimit, perCustomerLimit, firstOrderOnly } = {
    code: 'HALF',
    value: 500_000,
    usageLimit: null,
    perCustomerLimit: null,
    firstOrderOnly: false,
    ...fields,
  };
  await pool.query(
    `insert into coupons (id, code, kind, value, usage_limit, per_customer_limit, first_order_only)
     values ($1, $2, 'percent', $3, $4, $5, $6)`,
    [id, code, value, usageLimit, perCustomerLimit, firstOrderOnly],
  );
  return id;
}

export async function usedOf(pool: Pool, code = 'HALF'): Promise<number> {
  const { rows } = await pool.query('select used from coupons where code = $1', [code]);
  return rows[0].used;
}
