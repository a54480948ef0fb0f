import type { Statement } from '../../database/statement.ts';

/** $1 uuid: a customer. Held against an erasure: what they get now would stay. */
export const holdCustomer: Statement = {
  name: 'order-life.hold-customer',
  text: `select from users where id = $1 and role = 'CUSTOMER' and erased_at is null for key share`,
};

/**
 * $1 uuid: an order; $2 text: where a link to it was mailed. Whether whoever reads mail there may have it: it is a guest's, or
 * this is the address of the account that ordered.
 */
export const mayBeClaimed: Statement = {
  name: 'order-life.may-be-claimed',
  text: `
    select from orders o join users u on u.id = o.user_id
     where o.id = $1 and (u.role = 'GUEST' or u.email = $2)`,
};

/**
 * $1 uuid: an order that is held; $2 uuid: its new owner; $3 int: its version from then on; $4 uuid, $5 text, $6 text,
 * $7 jsonb, $8 timestamptz: the event. What it said of the owner before goes.
 */
export const moveOrder: Statement = {
  name: 'order-life.move-order',
  text: `
    with moved as (
      update orders set user_id = $2, version = $3, customer_email = null, customer_name = null where id = $1
    )
    insert into order_events (id, order_id, order_version, type, actor_role, actor_id, data, created_at)
    values ($4, $1, $3, $5, $6, $2, $7, $8)`,
};
