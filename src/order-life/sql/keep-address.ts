import type { GivenAddress } from '../../addresses/postal-address.ts';
import { composeStatement } from '../../database/composed-statement.ts';
import type { Statement } from '../../database/statement.ts';
import { orderAddressColumns } from '../../orders/sql/insert-details.ts';
import { changeColumns, changeOrders } from './change-orders.ts';

/** $1 uuid, $2 text: an order that is held, and SHIPPING or BILLING. Its address, where it has one. */
export const readAddress: Statement = {
  name: 'order-life.read-address',
  text: `
    select name, company, line1, line2, city, region, postal_code as "postalCode", country, phone
      from order_addresses where order_id = $1::uuid and kind = $2::text`,
};

export type ReadAddressRow = GivenAddress;

/** Writes addresses of orders with all that follows from them, in one statement. */
export const writeAddresses = composeStatement(
  'order-life.write-addresses',
  { ...changeColumns, addresses: orderAddressColumns },
  ({ addresses, ...change }) => `
    with ${changeOrders(change).trim()}
    insert into order_addresses (${addresses.names})
    select * from ${addresses.unnestAs('addresses')}
    on conflict (order_id, kind) do update
       set name = excluded.name, company = excluded.company, line1 = excluded.line1, line2 = excluded.line2,
           city = excluded.city, region = excluded.region, postal_code = excluded.postal_code,
           country = excluded.country, phone = excluded.phone`,
);
