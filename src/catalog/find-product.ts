import type { Pool } from 'pg';
import { sharedStatement } from '../batching/shared-statement.ts';
import { type ProductRow, type ProductView, productColumns, viewOfRow } from './product-view.ts';

/** A product for an administrator, who also sees what is archived, or undefined. */
export async function findAnyProduct(pool: Pool, id: string): Promise<ProductView | undefined> {
  const { rows } = await pool.query<ProductRow & { archived: boolean }>({
    name: 'catalog.find-any-product',
    text: `
      select ${productColumns}, p.archived_at is not null as archived
        from products p join categories c on c.id = p.category_id
       where p.id = $1`,
    values: [id],
  });
  return rows[0] && { ...viewOfRow(rows[0]), ...(rows[0].archived && { archived: true }) };
}

/** Products in one statement that those share who ask at once: some 100 kB. */
const MAX_PRODUCTS = 64;
/** Readers that wait in one process, and for how long, in ms. */
const MAX_WAITING = 2_000;
const MAX_WAIT_MS = 5_000;

/**
 * Reads products: those who ask while a statement is under way share the next one, which sees all that was committed
 * before they asked.
 *
 * @returns finds a product that is for sale, by its id in lower case; undefined where there is none @throws {Overloaded}
 */
export function createProductFinder(pool: Pool): (id: string) => Promise<ProductView | undefined> {
  const find = async (ids: string[]) => {
    const found = new Map((await findProducts(pool, ids)).map((product) => [product.id, product]));
    return ids.map((id) => found.get(id));
  };
  return sharedStatement(find, {
    maxItems: MAX_PRODUCTS,
    maxWaiting: MAX_WAITING,
    patienceMs: MAX_WAIT_MS,
  });
}

/**
 * Those of the products that are for sale, in the order of their ids here. The ids are hidden from the planner, which would
 * plan for their number anew each time.
 */
export async function findProducts(pool: Pool, ids: readonly string[]): Promise<ProductView[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<ProductRow>({
    name: 'catalog.find-products',
    text: `
      select ${productColumns}
        from unnest((select $1::uuid[])) with ordinality wanted (id, place)
             cross join lateral (select * from products where id = wanted.id limit 1) p
             cross join lateral (select name from categories where id = p.category_id limit 1) c
       where p.archived_at is null
       order by place`,
    values: [ids],
  });
  return rows.map(viewOfRow);
}
