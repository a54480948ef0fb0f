import type { Pool } from 'pg';
import { sharedStatement } from '../batching/shared-statement.ts';
import { uuid } from '../database/column-types.ts';
import { rowsOf } from '../database/flight.ts';
import type { Statement } from '../database/statement.ts';
import { parseSnapshot, type Snapshot } from './cache/snapshot.ts';
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

/** A product, and what the statement that read it could see. */
export interface SeenProduct {
  product: ProductView;
  snapshot: Snapshot;
}

/**
 * Reads products: those who ask while a statement is under way share the next one, which sees all that was committed
 * before they asked.
 *
 * @returns finds a product that is for sale, by its id in lower case; undefined where there is none @throws {Overloaded}
 */
export function createProductFinder(pool: Pool): (id: string) => Promise<SeenProduct | undefined> {
  const find = async (ids: string[]) => {
    const rows = await rowsOf<ProductRow & { snapshot: string }>(pool, {
      statement: findSeen,
      values: [uuid.array(ids)],
    });
    const snapshot = rows[0] && parseSnapshot(rows[0].snapshot);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = found.get(id);
      return row && snapshot && { product: viewOfRow(row), snapshot };
    });
  };
  return sharedStatement(find, {
    maxItems: MAX_PRODUCTS,
    maxWaiting: MAX_WAITING,
    patienceMs: MAX_WAIT_MS,
  });
}

/** The ids are hidden from the planner, which would plan for their number anew each time. */
const textOf = (more: string): string => `
      select ${productColumns}${more}
        from unnest((select $1::uuid[])) with ordinality wanted (id, place)
             cross join lateral (select * from products where id = wanted.id limit 1) p
             cross join lateral (select name from categories where id = p.category_id limit 1) c
       where p.archived_at is null
       order by place`;

const findSeen: Statement = {
  name: 'catalog.find-products-seen',
  text: textOf(', (select pg_current_snapshot()::text) as snapshot'),
};

/** Those of the products that are for sale, in the order of their ids here. */
export async function findProducts(pool: Pool, ids: readonly string[]): Promise<ProductView[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<ProductRow>({
    name: 'catalog.find-products',
    text: textOf(''),
    values: [ids],
  });
  return rows.map(viewOfRow);
}
