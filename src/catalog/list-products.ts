import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { type ProductRow, type ProductView, productColumns, viewOfRow } from './product-view.ts';

export const productSorts = ['newest', 'price_asc', 'price_desc', 'name'] as const;
export type ProductSort = (typeof productSorts)[number];

export interface ProductQuery {
  category?: string | undefined;
  sort: ProductSort;
  /** Words to find in name, SKU or description. */
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface ProductPage {
  items: ProductView[];
  nextCursor: string | null;
}

/** How each order pages: the columns of its index, compared as one row value. */
const orders = {
  newest: { by: 'p.id desc', after: 'p.id < $2', type: 'none', value: () => null },
  price_asc: {
    by: 'p.price, p.id',
    after: '(p.price, p.id) > ($3::int, $2)',
    type: 'number',
    value: (p: ProductView) => p.price,
  },
  price_desc: {
    by: 'p.price desc, p.id desc',
    after: '(p.price, p.id) < ($3::int, $2)',
    type: 'number',
    value: (p: ProductView) => p.price,
  },
  // Without regard to case, whatever the collation of the database.
  name: {
    by: 'lower(p.name), p.id',
    after: '(lower(p.name), p.id) > (lower($3::text), $2)',
    type: 'string',
    value: (p: ProductView) => p.name,
  },
} as const;

/**
 * One page of the products for sale. Keyset pagination: a cursor names the row that the last page ended
 * with, so pages neither skip nor repeat a product that stays where it is, whatever happens to others.
 *
 * @throws {Problem} `invalid_cursor`
 */
export async function listProducts(pool: Pool, query: ProductQuery): Promise<ProductPage> {
  const order = orders[query.sort];
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, query.sort, order.type);

  const values: unknown[] = [query.limit + 1];
  const where = ['p.archived_at is null'];
  if (cursor) {
    values.push(cursor.id);
    if (order.type !== 'none') values.push(cursor.value);
    where.push(order.after.replace('$2', '$2::uuid'));
  }
  if (query.category !== undefined) {
    values.push(query.category.toLowerCase());
    where.push(`p.category_id = (select id from categories where slug = $${values.length})`);
  }
  if (query.q !== undefined) {
    for (const word of query.q.split(/\s+/).filter(Boolean).slice(0, MAX_WORDS)) {
      values.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
      const n = values.length;
      where.push(`(p.name ilike $${n} or p.sku ilike $${n} or p.description ilike $${n})`);
    }
  }

  const { rows } = await pool.query<ProductRow>(
    `select ${productColumns}
       from products p join categories c on c.id = p.category_id
      where ${where.join(' and ')}
      order by ${order.by}
      limit $1`,
    values,
  );
  const items = rows.slice(0, query.limit).map(viewOfRow);
  const last = items.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return {
    items,
    nextCursor: more ? encodeCursor({ sort: query.sort, value: order.value(last), id: last.id }) : null,
  };
}

/** Each word is a scan of its own until search has an index. */
const MAX_WORDS = 8;
