import type { Pool } from 'pg';

/** Of what happened to an order, as many are looked at: the newest. */
const MOST = 100;

/** Ids of what happened to an order that mails tell of, the newest first. */
export async function findRecordIds(pool: Pool, orderId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'operators.find-record-ids',
    text: `
      select id from (
        (select id from fulfillments where order_id = $1 order by id desc limit $2)
        union all
        (select id from order_cancellations where order_id = $1 order by id desc limit $2)
        union all
        (select c.id from order_returns r join order_return_receipts c on c.return_id = r.id
          where r.order_id = $1 order by c.id desc limit $2)
        union all
        (select id from order_events where order_id = $1 and type = 'refund.succeeded' order by id desc limit $2)
      ) records order by id desc limit $2`,
    values: [orderId, MOST],
  });
  return rows.map(({ id }) => id);
}
