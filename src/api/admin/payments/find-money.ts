import type { Pool } from 'pg';
import { moneyOf } from '../../../payments/hold-money.ts';
import type { OrderMoney } from '../../../payments/money-state.ts';
import { type MoneyRow, readMoney } from '../../../payments/sql/read-money.ts';

/** What an order has been paid, to look at: nobody holds it, and whoever changes it reads again. */
export async function findMoney(pool: Pool, orderId: string): Promise<OrderMoney | undefined> {
  const { rows } = await pool.query<MoneyRow>({ ...readMoney, values: [[orderId]] });
  return rows[0] && moneyOf(rows[0]);
}
