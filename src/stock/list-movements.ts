import type { Pool } from 'pg';
import type { MovementReason } from '../entities/stock-movement.entity.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { isoTime } from '../lists/iso-time.ts';

export interface MovementView {
  productId: string;
  delta: number;
  reason: MovementReason;
  reference: string | null;
  note: string | null;
  resultingQuantity: number;
  version: number;
  createdAt: string;
}

export interface MovementQuery {
  productId: string;
  /** Movements up to this instant only. */
  at?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface MovementPage {
  items: MovementView[];
  nextCursor: string | null;
  /** Units in stock at `at`, or now: what the last movement until then left. */
  stockQuantity: number;
}

interface Row {
  product_version: number;
  position: number;
  delta: number;
  reason: MovementReason;
  reference: string | null;
  note: string | null;
  resulting_quantity: number;
  created_at: string | Date;
}

/** Place inside one change and its version, as one number: a change of one version has fewer than 2^20 rows. */
const POSITIONS = 2 ** 20;

/**
 * The ledger of a product, newest first, also of one that was taken out of the shop.
 *
 * @returns undefined where no product has this id
 * @throws {InvalidCursor}
 */
export async function listMovements(pool: Pool, query: MovementQuery): Promise<MovementPage | undefined> {
  const { at } = query;
  const list = ['movements', query.productId, at?.toISOString()].filter(Boolean).join(' ');
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, list, 'place');
  const place = cursor ? Number(cursor.value) : undefined;
  const { rows } = await pool.query<Row>({
    name: 'ledger.list',
    text: `
      select product_version, position, delta, reason, reference, note, resulting_quantity, created_at
        from stock_movements
       where product_id = $1
         and ($2::timestamptz is null or created_at <= $2)
         and ($3::int is null or (product_version, position) < ($3, $4))
       order by product_version desc, position desc
       limit $5`,
    values: [
      query.productId,
      at ?? null,
      place === undefined ? null : Math.floor(place / POSITIONS),
      place === undefined ? null : place % POSITIONS,
      query.limit + 1,
    ],
  });
  if (rows.length === 0 && !(await isProduct(pool, query.productId))) return undefined;
  const items = rows.slice(0, query.limit).map(
    (row): MovementView => ({
      productId: query.productId,
      delta: row.delta,
      reason: row.reason,
      reference: row.reference,
      note: row.note,
      resultingQuantity: row.resulting_quantity,
      version: row.product_version,
      createdAt: isoTime(String(row.created_at)),
    }),
  );
  const last = rows[query.limit - 1];
  return {
    items,
    nextCursor:
      rows.length > query.limit && last
        ? encodeCursor({
            sort: list,
            value: last.product_version * POSITIONS + last.position,
            id: query.productId,
          })
        : null,
    stockQuantity: await stockAt(pool, query.productId, at),
  };
}

async function isProduct(pool: Pool, id: string): Promise<boolean> {
  const text = 'select from products where id = $1';
  const { rowCount } = await pool.query({ name: 'ledger.find-product', text, values: [id] });
  return rowCount === 1;
}

async function stockAt(pool: Pool, productId: string, at: Date | undefined): Promise<number> {
  const { rows } = await pool.query<{ resulting_quantity: number }>({
    name: 'ledger.stock-at',
    text: `
      select resulting_quantity from stock_movements
       where product_id = $1 and ($2::timestamptz is null or created_at <= $2)
       order by product_version desc, position desc
       limit 1`,
    values: [productId, at ?? null],
  });
  return rows[0]?.resulting_quantity ?? 0;
}
