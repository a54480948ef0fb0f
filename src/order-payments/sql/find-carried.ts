import type { Statement } from '../../database/statement.ts';
import type { JsonRow } from '../../payments/sql/read-money.ts';

/** $1 text, $2 text, $3 uuid or null: a provider, what it calls a payment, and ours that it carries. The first of them. */
export const findCarried: Statement = {
  name: 'order-payments.find-carried',
  text: `
    select row_to_json(p) as row
      from payments p
     where p.provider = $1 and (p.ref = $2 or p.id = $3)
     order by p.ref is not distinct from $2 desc
     limit 1`,
};

export interface CarriedRow {
  row: JsonRow;
}
