import type { Statement } from '../../database/statement.ts';

/** $1 uuid[]: orders. What of them never changes. */
export const readTotals: Statement = {
  name: 'events.read-totals',
  text: `
    select o.id, o.total, o.currency
      from unnest($1::uuid[]) as wanted (id)
     cross join lateral (select id, total::float8, currency from orders where orders.id = wanted.id limit 1) o`,
};

export interface TotalRow {
  id: string;
  total: number;
  currency: string;
}

/** $1 uuid[]: events of orders. */
export const readChanges: Statement = {
  name: 'events.read-changes',
  text: `
    select e.id, e.order_id, e.order_version, e.type, e.data, o.total::float8, o.currency
      from unnest($1::uuid[]) as wanted (id)
     cross join lateral (select * from order_events where order_events.id = wanted.id limit 1) e
     cross join lateral (select * from orders where orders.id = e.order_id limit 1) o`,
};

export interface ChangeRow {
  id: string;
  order_id: string;
  order_version: number;
  type: string;
  data: Record<string, unknown>;
  total: number;
  currency: string;
}
