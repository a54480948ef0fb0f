import type { Pool } from 'pg';
import { ListPosition } from './list-position.ts';
import { firstOf } from './page-of-rows.ts';
import type { ProductPage } from './product-query.ts';
import { type ProductRow, productColumns, viewOfRow } from './product-view.ts';

/**
 * One page of the products that were taken out of the shop, the newest product first. For administrators.
 *
 * @throws {InvalidCursor}
 */
export async function listArchived(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<ProductPage> {
  const position = new ListPosition('newest', 'archived', cursor);
  const values: unknown[] = [];
  const { rows } = await pool.query<ProductRow>(
    `select ${productColumns}
       from products p join categories c on c.id = p.category_id
      where p.archived_at is not null and ${position.after(values)}
      order by ${position.orderBy()}
      limit ${limit + 1}`,
    values,
  );
  const items = firstOf(rows, limit).map((row) => ({ ...viewOfRow(row), archived: true as const }));
  const last = rows.length > items.length ? items.at(-1) : undefined;
  return { items, nextCursor: last ? position.cursorAt(last) : null };
}
