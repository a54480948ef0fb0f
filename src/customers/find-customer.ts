import type { Pool } from 'pg';
import {
  type CustomerRow,
  type CustomerView,
  customerColumns,
  ordersOfCustomer,
  viewOfCustomer,
} from './customer-view.ts';

/** A customer or a guest, or undefined: who works here is none. */
export async function findCustomer(pool: Pool, id: string): Promise<CustomerView | undefined> {
  const { rows } = await pool.query<CustomerRow>({
    name: 'customers.find',
    text: `select ${customerColumns} from users u ${ordersOfCustomer} where u.id = $1 and u.role in ('CUSTOMER', 'GUEST')`,
    values: [id],
  });
  return rows[0] && viewOfCustomer(rows[0]);
}
