import type { Pool } from 'pg';

export interface ShopItem {
  sku: string;
  quantity: number;
  /** Pence. */
  price: number;
  lineTotal: bigint;
  /** Units of it that were cancelled. */
  cancelled: number;
}

/** An order as it stands in the shop's database. */
export interface ShopOrder {
  id: string;
  /** The Idempotency-Key that it was placed with; null where there was none. */
  key: string | null;
  account: string;
  status: string;
  currency: string;
  total: bigint;
  /** Its cancellations, and what they gave back together. */
  cancellations: number;
  cancelledAmount: bigint;
  items: ShopItem[];
}

interface OrderRow extends Omit<ShopOrder, 'total' | 'cancelledAmount' | 'items'> {
  total: string;
  cancelledAmount: string;
}

interface ItemRow {
  order_id: string;
  sku: string;
  quantity: number;
  unit_price: number;
  line_total: string;
  cancelled: number;
}

const batchSize = 1_000;

/** The orders that these accounts have in the shop. */
export async function readOrderIds(pool: Pool, accounts: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select o.id from orders o join users u on u.id = o.user_id where u.email = any($1::text[]) order by o.id`,
    [accounts],
  );
  return rows.map((row) => row.id);
}

export async function readOrders(pool: Pool, ids: readonly string[]): Promise<ShopOrder[]> {
  const orders: ShopOrder[] = [];
  for (let from = 0; from < ids.length; from += batchSize)
    orders.push(...(await readBatch(pool, ids.slice(from, from + batchSize))));
  return orders;
}

async function readBatch(pool: Pool, ids: readonly string[]): Promise<ShopOrder[]> {
  const orders = await pool.query<OrderRow>(
    `select o.id, k.key, u.email as account, o.status, o.currency, o.total,
            c.cancellations, c.amount as "cancelledAmount"
       from orders o
            cross join lateral (
              select count(*)::int as cancellations, coalesce(sum(amount), 0)::bigint as amount
                from order_cancellations where order_id = o.id
            ) c
       join users u on u.id = o.user_id
       left join idempotency_keys k on k.user_id = o.user_id and k.order_id = o.id
      where o.id = any($1::uuid[])
      order by o.id`,
    [ids],
  );
  const items = await pool.query<ItemRow>(
    `select order_id, sku, quantity, unit_price, line_total, cancelled from order_items where order_id = any($1::uuid[])`,
    [ids],
  );
  const byOrder = Map.groupBy(items.rows, (row) => row.order_id);
  return orders.rows.map((row) => ({
    ...row,
    total: BigInt(row.total),
    cancelledAmount: BigInt(row.cancelledAmount),
    items: (byOrder.get(row.id) ?? []).map(viewOfItem),
  }));
}

function viewOfItem(row: ItemRow): ShopItem {
  return {
    sku: row.sku,
    quantity: row.quantity,
    price: row.unit_price,
    lineTotal: BigInt(row.line_total),
    cancelled: row.cancelled,
  };
}
