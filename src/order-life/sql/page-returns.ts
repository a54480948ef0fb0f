import type { Statement } from '../../database/statement.ts';

/**
 * $1 uuid: an order; $2 uuid: behind which of its returns the page begins; $3 int: how many at most; $4 int: none that
 * has so many lines before it on the page, those of its receipts included. Oldest first.
 */
export const pageReturns: Statement = {
  name: 'order-life.page-returns',
  text: `
    select id, found
      from (select id, sum(lines) over (order by id) - lines as lines_before, (count(*) over ())::int as found
              from (select r.id, (select count(*) from order_return_items where return_id = r.id)
                         + (select count(*) from order_return_receipts c
                              join order_return_receipt_items u on u.receipt_id = c.id
                             where c.return_id = r.id) as lines
                      from order_returns r
                     where order_id = $1 and id > $2
                     order by id limit $3) r) page
     where lines_before < $4::int
     order by id`,
};

export interface ReturnHeadRow {
  id: string;
  found: number;
}
