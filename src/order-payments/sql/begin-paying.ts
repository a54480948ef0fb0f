import type { Statement } from '../../database/statement.ts';

/** $1 uuid: an order that is held. From now on there are payments of it to look at; what it shows is the same. */
export const beginPaying: Statement = {
  name: 'order-payments.begin-paying',
  text: 'update orders set payment_begun = true where id = $1 and not payment_begun',
};
