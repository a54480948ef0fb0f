import type { Pool } from 'pg';
import type { ListPosition } from '../list-position.ts';
import { firstOf } from '../page-of-rows.ts';
import { type ProductRow, productColumns } from '../product-view.ts';

/** Products that one page walks through at most. */
const MAX_WALK = 20_000;
/** Products of the order among which matches are looked for together: a page of what one in 200 has. */
const WINDOW = 5_000;

/** A search in an order that was asked for. */
export interface InOrder {
  pool: Pool;
  /** tsquery. */
  match: string;
  categoryId: string | undefined;
  position: ListPosition;
  limit: number;
}

export interface PageRows {
  rows: ProductRow[];
  /** Where the next page begins; undefined where there is none. */
  end: Pick<ProductRow, 'id' | 'price' | 'name'> | undefined;
}

/** A page of the rows, of which there is one more where others follow. */
export function pageOfRows(found: ProductRow[], limit: number): PageRows {
  const rows = firstOf(found, limit);
  return { rows, end: found.length > rows.length ? rows.at(-1) : undefined };
}

/** The next products of the order, by its index: no more than it holds. Adds to the values. */
function nextProducts({ categoryId, position }: InOrder, values: unknown[]): string {
  const within = categoryId === undefined ? 'true' : `p.category_id = $${values.push(categoryId)}::uuid`;
  return `
    select p.id, ${position.key} as key from products p
     where p.archived_at is null and ${within} and ${position.after(values)}
     order by ${position.orderBy()}`;
}

/**
 * A page out of the next products of the order, or undefined where they hold too little. One index knows which of
 * them there are, one which have the words; rows are read of those that both know.
 */
export async function pageInWindow(search: InOrder): Promise<PageRows | undefined> {
  const { pool, match, position, limit } = search;
  const { searchKey, farthest } = position;
  if (!position.isIndexedInSearch) return undefined;
  const values: unknown[] = [];
  const next = nextProducts(search, values);
  const last = {
    key: `(select coalesce((select key from last), ${farthest.key}))`,
    id: `(select coalesce((select id from last), ${farthest.id}))`,
  };
  const { rows } = await pool.query<ProductRow & { is_all: boolean }>(
    `with last as materialized (${next} offset ${WINDOW - 1} limit 1),
          found as materialized (
            select s.product_id as id, ${searchKey} as key from product_search s
             where s.document @@ $${values.push(match)}::tsquery
               and ${position.after(values, searchKey, 's.product_id')}
               and ${position.until(last, searchKey, 's.product_id')}
          )
     select not exists (select from last) as is_all, ${productColumns}
       from (select * from found order by ${position.orderBy('found.key', 'found.id')} limit ${limit + 1}) page
            cross join lateral (select * from products where id = page.id limit 1) p
            cross join lateral (select name from categories where id = p.category_id limit 1) c
      order by ${position.orderBy('page.key', 'page.id')}`,
    values,
  );
  return rows.length > limit || rows[0]?.is_all ? pageOfRows(rows, limit) : undefined;
}

/** A page of what is met on a walk in the order, with one look at each product in turn, until there are enough. */
export async function walk(search: InOrder): Promise<PageRows> {
  const { pool, match, position, limit } = search;
  const values: unknown[] = [];
  const walked = `${nextProducts(search, values)} limit ${MAX_WALK}`;
  const { rows } = await pool.query<ProductRow>(
    `select ${productColumns}
       from (select w.id, w.key
               from (${walked}) w
                    cross join lateral (
                      select from product_search s
                       where s.product_id = w.id and s.document @@ $${values.length + 1}::tsquery limit 1
                    ) matching
              order by ${position.orderBy('w.key', 'w.id')}
              limit ${limit + 1}) found
            cross join lateral (select * from products where id = found.id limit 1) p
            cross join lateral (select name from categories where id = p.category_id limit 1) c
      order by ${position.orderBy('found.key', 'found.id')}`,
    [...values, match],
  );
  const page = pageOfRows(rows, limit);
  if (page.end) return page;
  // Nothing, where the walk came to the end of all products.
  const end = await pool.query<NonNullable<PageRows['end']>>(
    `select id, price, name from products where id = (
       select id from (${walked}) w order by ${position.orderBy('w.key', 'w.id')} offset ${MAX_WALK - 1}
     )`,
    values,
  );
  return { ...page, end: end.rows[0] };
}
