import type { ClientBase, Pool } from 'pg';

/** A product whose ledger, stock and sold items do not agree. */
export interface Drift {
  productId: string;
  sku: string;
  /** What the product's row says. */
  stock: number;
  /** What the ledger adds up to. */
  ledger: number;
  /** Units that orders hold: their items less what is for sale again; and what the ledger's sales, cancellations and returns add up to. */
  ordered: number;
  sold: number;
  /** Version of the first movement whose resulting quantity does not follow from the one before. */
  beganAtVersion: number | null;
}

interface Row {
  id: string;
  sku: string;
  stock_quantity: number;
  ledger: string;
  ordered: string;
  sold: string;
  began_at: number | null;
}

/**
 * Compares, for every product, the stock with the ledger's sum, each movement with the one before it, and
 * sold units with those that orders hold: a unit that was cancelled or returned and not restocked is gone, whatever
 * the order's status says. Reads one snapshot, so sales that go on meanwhile do no harm.
 */
export async function findDrift(client: Pool | ClientBase): Promise<Drift[]> {
  const { rows } = await client.query<Row>(`
    with chained as (
      select product_id, product_version, delta, reason, resulting_quantity,
             coalesce(lag(resulting_quantity) over (
               partition by product_id order by product_version, position), 0) as quantity_before
        from stock_movements
    ), ledger as (
      select product_id,
             sum(delta) as total,
             -sum(delta) filter (where reason in ('sale', 'cancellation', 'return')) as sold,
             min(product_version) filter (where quantity_before + delta <> resulting_quantity) as began_at
        from chained group by product_id
    ), ordered as (
      select product_id, sum(quantity - restocked) as units from order_items group by product_id
    )
    select p.id, p.sku, p.stock_quantity, coalesce(l.total, 0) as ledger, coalesce(o.units, 0) as ordered,
           coalesce(l.sold, 0) as sold, l.began_at
      from products p
      left join ledger l on l.product_id = p.id
      left join ordered o on o.product_id = p.id
     where p.stock_quantity <> coalesce(l.total, 0)
        or coalesce(l.sold, 0) <> coalesce(o.units, 0)
        or l.began_at is not null
     order by p.sku`);
  return rows.map((row) => ({
    productId: row.id,
    sku: row.sku,
    stock: row.stock_quantity,
    ledger: Number(row.ledger),
    ordered: Number(row.ordered),
    sold: Number(row.sold),
    beganAtVersion: row.began_at,
  }));
}
