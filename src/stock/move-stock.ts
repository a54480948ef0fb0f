import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientBase, Pool } from 'pg';
import type { MovementReason } from '../entities/stock-movement.entity.ts';

/** Units that come or go, as the ledger remembers them. */
export interface Movement {
  readonly productId: string;
  /** Units that come, or go where it is below zero; never 0. */
  readonly delta: number;
  readonly reason: MovementReason;
  /** The order or the administrator. */
  readonly reference?: string;
  readonly note?: string;
  /** The version that the caller's transaction has given the product already; without it, the next one. */
  readonly version?: number | undefined;
}

/** A product after its movements. */
export interface MovedProduct {
  readonly productId: string;
  readonly version: number;
  readonly stockQuantity: number;
  readonly movedAt: Date;
}

interface Row {
  product_id: string;
  version: number;
  stock_quantity: number;
  moved_ms: number;
}

/**
 * $1 jsonb: an array of movements. The stock of each product, its version and the ledger's rows, in one statement:
 * none is written without the others. Products are locked in id order, as checkouts lock them. A reconciliation moves
 * the ledger alone: it writes down what has happened to the stock already.
 */
const text = `
  with movements as (
    select product_id, delta, reason, reference, note, version,
           row_number() over so_far - 1 as position, sum(units) over so_far as units_so_far, units
      from (select m.*, case reason when 'reconciliation' then 0 else delta end as units
              from rows from (jsonb_to_recordset($1::jsonb) as (
                     product_id uuid, delta int, reason text, reference uuid, note text, version int
                   )) with ordinality as m (product_id, delta, reason, reference, note, version, place)) listed
    window so_far as (partition by product_id order by place)
  ), sums as (
    select product_id, sum(units)::int as units, max(version) as version from movements group by product_id
  ), locked as materialized (
    select id from products where id in (select product_id from sums) order by id for no key update
  ), moved as (
    update products p
       set stock_quantity = p.stock_quantity + s.units,
           version = coalesce(s.version, p.version + 1),
           updated_at = greatest(p.updated_at, now())
      from sums s
     where (select count(*) from locked) > 0
       and p.id = s.product_id
       and p.version = coalesce(s.version, p.version)
    returning p.id, p.version, p.stock_quantity, p.stock_quantity - s.units as quantity_before
  ), written as (
    insert into stock_movements
           (product_id, product_version, position, delta, reason, reference, note, resulting_quantity)
    select p.id, p.version, m.position, m.delta, m.reason, m.reference, m.note, p.quantity_before + m.units_so_far
      from moved p join movements m on m.product_id = p.id
    returning product_id, created_at
  )
  select p.id as product_id, p.version, p.stock_quantity,
         (extract(epoch from max(w.created_at)) * 1000)::float8 as moved_ms
    from moved p join written w on w.product_id = p.id
   group by p.id, p.version, p.stock_quantity`;

/**
 * Moves stock and writes it into the ledger, in one statement: each product gets one new version, and its movements
 * stand in it in the order in which they are given. Deltas add up with what is there, so that movements at the same
 * time all count. Locks the products, in id order, to the end of the caller's transaction.
 *
 * @returns the products, in no order
 * @throws {Error} where a product does not exist or is not at the version that was named; {DatabaseError}
 *   `check_violation` where a stock would leave its range, even on the way from one movement to the next. A caller who
 *   can meet one of these looks first, under a lock of its own.
 */
export async function moveStock(
  client: Pool | ClientBase | EntityManager,
  movements: readonly Movement[],
): Promise<MovedProduct[]> {
  if (movements.length === 0) return [];
  const json = JSON.stringify(
    movements.map(({ productId, ...rest }) => ({ product_id: productId, ...rest })),
  );
  const rows =
    'execute' in client
      ? await client.execute<Row[]>(text.replace('$1', '?'), [json])
      : (await client.query<Row>({ name: 'stock.move', text, values: [json] })).rows;
  const products = new Set(movements.map(({ productId }) => productId));
  if (rows.length < products.size) throw new Error('stock of a product that is not there as it was named');
  return rows.map((row) => ({
    productId: row.product_id,
    version: row.version,
    stockQuantity: row.stock_quantity,
    movedAt: new Date(row.moved_ms),
  }));
}
