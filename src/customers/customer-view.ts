import { isoTime } from '../lists/iso-time.ts';

/** A customer as an administrator sees them. */
export interface CustomerView {
  id: string;
  /** Null of a guest and where they were erased, as `name`. */
  email: string | null;
  name: string | null;
  /** Who buys without an account; lists leave them out. */
  isGuest: boolean;
  /** Since when they have an account: ISO 8601, UTC. */
  createdAt: string;
  /** How many orders they placed, whatever became of them. */
  orders: number;
  lastOrderAt: string | null;
  /** What their orders come to without what was cancelled, in minor units of each currency. */
  spent: { amount: number; currency: string }[];
}

export interface CustomerRow {
  id: string;
  role: string;
  email: string | null;
  name: string | null;
  created_at: string;
  orders: number;
  last_order_at: string | null;
  spent: { amount: number; currency: string }[];
}

export const customerColumns =
  'u.id, u.role, u.email, u.name, u.created_at, f.orders, f.last_order_at, f.spent';

/**
 * What a user `u` has ordered, as `f`. It reads all of their orders by the index of a buyer's orders, and the
 * cancellations of those that were changed at all.
 */
export const ordersOfCustomer = `
  cross join lateral (
    select coalesce(sum(orders), 0)::int as orders, max(last_order_at) as last_order_at,
           coalesce(json_agg(json_build_object('amount', amount, 'currency', currency) order by currency)
                    filter (where amount > 0), '[]') as spent
      from (select currency, count(*) as orders, max(created_at) as last_order_at,
                   sum(case when status <> 'PLACED' then 0
                            when version = 1 then total
                            else total - coalesce((select sum(amount) from order_cancellations c
                                                    where c.order_id = o.id), 0) end) as amount
              from orders o where o.user_id = u.id
             group by currency) in_currency
  ) f`;

export function viewOfCustomer(row: CustomerRow): CustomerView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    isGuest: row.role === 'GUEST',
    createdAt: isoTime(row.created_at),
    orders: row.orders,
    lastOrderAt: row.last_order_at === null ? null : isoTime(row.last_order_at),
    spent: row.spent,
  };
}
