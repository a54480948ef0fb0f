import type { Statement } from '../../database/statement.ts';
import { isOpenOrder } from './open-order.ts';

/**
 * $1 uuid: a person; $2 uuid: the order behind which to begin; $3 int: how many at most. The person's orders in id order,
 * held to the end of the transaction. A statement of its own before eraseOrders: that sees what was committed while a lock
 * was waited for.
 */
export const holdOrdersOf: Statement = {
  name: 'privacy.hold-orders-of',
  text: `
    select id from orders where user_id = $1 and id > $2::uuid
     order by id limit $3
       for no key update`,
};

/** $1 uuid: a person. Whether one of their orders is under way. */
export const hasOpenOrder: Statement = {
  name: 'privacy.has-open-order',
  text: `select exists (select from orders o where o.user_id = $1 and ${isOpenOrder}) as open`,
};

/** $1 uuid, $2 uuid: between which ids; $3 int: how many at most. Orders in id order, and which are under way. */
export const findOldOrders: Statement = {
  name: 'privacy.find-old-orders',
  text: `
    select o.id, ${isOpenOrder} as is_open
      from orders o where o.id > $1::uuid and o.id < $2::uuid
     order by o.id limit $3`,
};

export interface OldOrderRow {
  id: string;
  is_open: boolean;
}
