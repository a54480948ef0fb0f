import type { Pool } from 'pg';
import { expect } from 'vitest';
import { findOrderDrift } from '../../src/order-life/find-order-drift.ts';
import { until } from './wait.ts';

/** Each gives the rows that contradict a guarantee; a sound shop gives none. */
const contradictions = {
  'stock below zero': `select id from products where stock_quantity < 0`,
  'stock is not the sum of its ledger': `
    select p.id, p.stock_quantity, sum(m.delta) from products p left join stock_movements m on m.product_id = p.id
     group by p.id having p.stock_quantity <> coalesce(sum(m.delta), 0)`,
  'a ledger row does not follow from the one before': `
    select * from (
      select product_id, product_version, resulting_quantity,
             sum(delta) over (partition by product_id order by product_version, position) as running
        from stock_movements) m
     where running <> resulting_quantity`,
  'an order without items': `
    select id from orders o where not exists (select 1 from order_items i where i.order_id = o.id)`,
  'a total that is not the sum of the items': `
    select o.id from orders o join order_items i on i.order_id = o.id
     group by o.id having coalesce(o.items_total, o.total) <> sum(i.line_total)`,
  'costs that do not add up': `
    with items as (
      select order_id, sum(coalesce(discount, 0)) as discount, sum(coalesce(tax, 0)) as tax
        from order_items group by order_id
    ), charges as (
      select order_id, sum(amount) as amount, sum(discount) as discount, sum(tax) as tax
        from order_charges group by order_id
    ), discounts as (select order_id, sum(amount) as amount from order_discounts group by order_id)
    select o.id
      from orders o join items i on i.order_id = o.id
      left join charges c on c.order_id = o.id left join discounts d on d.order_id = o.id
     where (coalesce(o.discount_total, 0), coalesce(o.discount_total, 0), coalesce(o.charges_total, 0), coalesce(o.tax_total, 0))
           <> (i.discount + coalesce(c.discount, 0), coalesce(d.amount, 0), coalesce(c.amount, 0), i.tax + coalesce(c.tax, 0))`,
  'a coupon that counts other orders than have it': `
    select c.code from coupons c left join coupon_redemptions r on r.coupon_id = c.id
     group by c.id having c.used <> count(r.order_id) or c.used > c.usage_limit`,
  'a coupon that an order has without a discount, or that is cancelled': `
    select r.order_id
      from coupon_redemptions r join coupons c on c.id = r.coupon_id join orders o on o.id = r.order_id
     where o.status = 'CANCELLED'
        or not exists (select from order_discounts d where d.order_id = o.id and d.code = c.code and d.amount > 0)`,
  'a sale and an order item that differ': `
    select * from (select order_id, product_id, quantity from order_items) i
      full join (select reference as order_id, product_id, -delta as quantity
                   from stock_movements where reason = 'sale') s using (order_id, product_id, quantity)
     where i is null or s is null`,
  'an order that does not owe exactly one confirmation': `
    select o.id from orders o
      left join outbox_messages m on m.job = 'order.send-confirmation-email' and m.payload->>'orderId' = o.id::text
     group by o.id
    having count(m.id) > 1
        or count(m.id) = 0 and not (o.status <> 'PLACED' and exists (select from order_payment_terms t where t.order_id = o.id))`,
  'a mail owed for no order': `
    select m.id from outbox_messages m
     where m.job = 'order.send-confirmation-email'
       and not exists (select 1 from orders o where o.id::text = m.payload->>'orderId')`,
  'an order with other events than changes': `
    select o.id from orders o left join order_events e on e.order_id = o.id
     group by o.id having o.version <> 1 + count(e.id)`,
  'a mail owed for no record, or a record without its mail': `
    select * from (select id, 'order.send-cancelled-email' as job from order_cancellations
                   union all select id, 'order.send-shipped-email' from fulfillments
                   union all select id, 'order.send-refunded-email' from order_events where type = 'refund.succeeded'
                   union all select id, 'order.send-return-received-email' from order_return_receipts) r
      full join (select (payload->>'recordId')::uuid as id, job from outbox_messages where payload ? 'recordId') m
     using (id, job)
     where r is null or m is null`,
  'an order that was not paid what its payments say': `
    select o.id from orders o join payments p on p.order_id = o.id
     group by o.id
    having o.captured - o.refunded <> sum(p.captured) - sum(p.refunded) or o.captured > sum(p.captured)
        or o.captured < least(o.total, sum(p.captured)) or o.authorized <> sum(p.authorized)`,
  'a payment that its entries contradict': `
    select p.id from payments p left join payment_entries e on e.payment_id = p.id and e.currency = p.currency
     group by p.id having p.captured <> coalesce(sum(e.amount) filter (where e.kind = 'CAPTURED'), 0)`,
  'more kept than the order costs': `
    select o.id from orders o where exists (select from payments p where p.order_id = o.id) and captured - refunded > total`,
  'an order that is placed unpaid, and was to be paid before': `
    select o.id from orders o join order_payment_terms t on t.order_id = o.id
     where o.status = 'PLACED'
       and o.captured + case t.capture when 'onFulfillment' then o.authorized else 0 end
           < o.total - (select coalesce(sum(amount), 0) from order_cancellations c where c.order_id = o.id)`,
  'an idempotency record for no order': `
    select k.key from idempotency_keys k
     where k.key !~ ' ' and not exists (select 1 from orders o where o.id = k.order_id)`,
};

/** Audits the whole shop: stock, ledger, orders, items, outbox and idempotency records agree. */
export async function expectSoundBooks(pool: Pool): Promise<void> {
  const found: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(contradictions)) {
    const { rows } = await pool.query(sql);
    if (rows.length > 0) found[name] = rows.slice(0, 5);
  }
  const drift = await findOrderDrift(pool);
  if (drift.length > 0) found['an order that its records contradict'] = drift;
  expect(found).toEqual({});
}

/** PostgreSQL has resolved no deadlock in this database. Ends every other session, since they count at their end. */
export async function expectNoDeadlocks(pool: Pool): Promise<void> {
  const others = `datname = current_database() and pid <> pg_backend_pid() and application_name <> 'test'`;
  await until('the other sessions end', async () => {
    // Again and again: the listener for changes of the catalog comes back by itself.
    const { rowCount } = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where ${others}`,
    );
    return rowCount === 0;
  });
  const { rows } = await pool.query(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  expect(rows).toEqual([{ deadlocks: 0 }]);
}
