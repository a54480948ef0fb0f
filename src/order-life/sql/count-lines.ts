import type { Statement } from '../../database/statement.ts';

/** $1 uuid[]: orders. How many lines each has, by the place of its last one; no row for an order that is not there. */
export const countLines: Statement = {
  name: 'order-life.count-lines',
  text: `
    select w.id as order_id, last.position + 1 as lines
      from unnest($1::uuid[]) as w (id)
     cross join lateral (
       select position from order_items i where i.order_id = w.id order by position desc limit 1
     ) last`,
};

export interface LinesRow {
  order_id: string;
  lines: number;
}
