import type { Pool, PoolClient } from 'pg';
import { type ReceiptView, type ReturnView, receivedItems } from './return-rows.ts';
import { type ReadReceiptRow, type ReadReturnRow, readReceipts, readReturns } from './sql/read-returns.ts';

/** The returns of an order, oldest first, with what came of each. Empty where there is no such order. */
export async function listReturns(pool: Pool | PoolClient, orderId: string): Promise<ReturnView[]> {
  return read(pool, orderId, null);
}

/** One return of an order, or undefined. */
export async function findReturn(
  pool: Pool | PoolClient,
  orderId: string,
  id: string,
): Promise<ReturnView | undefined> {
  return (await read(pool, orderId, id))[0];
}

async function read(pool: Pool | PoolClient, orderId: string, id: string | null): Promise<ReturnView[]> {
  const { rows } = await pool.query<ReadReturnRow>({ ...readReturns, values: [orderId, id] });
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map((row) => row.id))];
  const came = await pool.query<ReadReceiptRow>({ ...readReceipts, values: [ids] });
  const receipts = Map.groupBy(came.rows, (row) => row.return_id);
  return [...Map.groupBy(rows, (row) => row.id)].map(([returnId, items]) => ({
    id: returnId,
    orderId: items[0]!.order_id,
    status: items[0]!.status,
    items: items.map(({ product_id, quantity, reason, restocked, discarded }) => ({
      productId: product_id,
      quantity,
      reason,
      received: restocked + discarded,
      restocked,
      discarded,
    })),
    receipts: viewsOf(receipts.get(returnId) ?? []),
    createdAt: new Date(items[0]!.created_ms).toISOString(),
  }));
}

function viewsOf(rows: readonly ReadReceiptRow[]): ReceiptView[] {
  return [...Map.groupBy(rows, (row) => row.id)].map(([id, items]) => {
    const first = items[0]!;
    return {
      id,
      orderId: first.order_id,
      returnId: first.return_id,
      items: receivedItems(items.map((item) => ({ ...item, productId: item.product_id }))),
      refund: first.refund,
      amount: first.amount,
      currency: first.currency,
      createdAt: new Date(first.created_ms).toISOString(),
    };
  });
}
