import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type OutboxRow, outboxRow } from '../../src/outbox/enqueue.ts';
import { sqlProductId, userId } from './fill.ts';

/** Orders of two items, written in one transaction as a batch of checkouts would. @returns what they owe */
export async function placeOrders(pool: Pool, amount: number, users: number): Promise<OutboxRow[]> {
  const orderIds = Array.from({ length: amount }, () => uuidv7());
  const rows = orderIds.map((orderId) =>
    outboxRow('order.send-confirmation-email', { orderId }, { subjectId: orderId }),
  );
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into orders (id, user_id, total, currency)
       select id, user_id, 300, 'GBP' from unnest($1::uuid[], $2::uuid[]) as o (id, user_id)`,
      [orderIds, orderIds.map((_, n) => userId(1 + (n % users)))],
    );
    await client.query(
      `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
       select id, n, ${sqlProductId('n + 1')}, 'SKU-' || n, 'Product ' || n, 50 + 50 * n, 2, 100 + 100 * n
         from unnest($1::uuid[]) id, generate_series(0, 1) n`,
      [orderIds],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
  return rows;
}

/** Writes what orders owe into the outbox, in one transaction. */
export async function owe(pool: Pool, rows: readonly OutboxRow[]): Promise<void> {
  await pool.query(
    `insert into outbox_messages (id, job, payload, subject_id)
     select * from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::uuid[])`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.job),
      rows.map((row) => JSON.stringify(row.payload)),
      rows.map((row) => row.subjectId),
    ],
  );
}
