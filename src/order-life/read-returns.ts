import type { Pool, PoolClient } from 'pg';
import { LINES_ON_A_PAGE, pageOf, type RecordPage, type RecordQuery, startOf } from './record-page.ts';
import { type ReceiptView, type ReturnView, receivedItems } from './return-rows.ts';
import { pageReturns, type ReturnHeadRow } from './sql/page-returns.ts';
import { type ReadReceiptRow, type ReadReturnRow, readReceipts, readReturns } from './sql/read-returns.ts';

const KIND = 'returns';

/** The returns of an order, oldest first, with what came of each. Empty where there is no such order. */
export async function listReturns(pool: Pool | PoolClient, orderId: string): Promise<ReturnView[]> {
  return read(pool, orderId, null);
}

/** The returns of an order, oldest first, a page at a time; of whoever's order. @throws {InvalidCursor} */
export async function pageOfReturns(pool: Pool, query: RecordQuery): Promise<RecordPage<ReturnView>> {
  const values = [query.orderId, startOf(KIND, query).id, query.limit + 1, LINES_ON_A_PAGE];
  const { rows } = await pool.query<ReturnHeadRow>({ ...pageReturns, values });
  const { items: ids, nextCursor } = pageOf(KIND, query, rows, ({ id }) => id);
  return { items: ids.length === 0 ? [] : await read(pool, query.orderId, ids), nextCursor };
}

/** One return of an order, or undefined. */
export async function findReturn(
  pool: Pool | PoolClient,
  orderId: string,
  id: string,
): Promise<ReturnView | undefined> {
  return (await read(pool, orderId, [id]))[0];
}

async function read(
  pool: Pool | PoolClient,
  orderId: string,
  some: readonly string[] | null,
): Promise<ReturnView[]> {
  const { rows } = await pool.query<ReadReturnRow>({ ...readReturns, values: [orderId, some] });
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
