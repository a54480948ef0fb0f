import type { Statement } from '../../database/statement.ts';

/** $1 uuid, $2 uuid: between which ids; $3 int: how many at most. Orders in id order, and whether each waits for its invoice. */
export const findDue: Statement = {
  name: 'invoices.find-due',
  text: `
    select o.id, o.status = 'PENDING' as is_unpaid,
           o.status = 'PLACED' and not exists (
             select from invoices i where i.order_id = o.id and i.kind = 'INVOICE') as is_due
      from orders o where o.id > $1::uuid and o.id < $2::uuid
     order by o.id limit $3`,
};

export interface DueRow {
  id: string;
  is_unpaid: boolean;
  is_due: boolean;
}
