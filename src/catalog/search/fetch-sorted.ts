import { type ProductRow, productColumns } from '../product-view.ts';
import { type InOrder, type PageRows, pageOfRows } from './walk.ts';

/** Matches that are fetched and sorted at most. */
const MAX_SORTED = 6_000;

/** A page out of all matches, sorted; undefined where there are too many of them. */
export async function fetchSorted({ pool, match, position, limit }: InOrder): Promise<PageRows | undefined> {
  const values: unknown[] = [match];
  const { searchKey, key } = position;
  // Names are in the order of the products', which only they have.
  const keyed = searchKey
    ? 'found'
    : `(select s.id, ${key} as key
          from found s cross join lateral (select name from products where id = s.id limit 1) p
         offset 0) found`;
  const { rows } = await pool.query<ProductRow & { matches: number }>(
    `with found as materialized (
       select s.product_id as id, ${searchKey ?? 'null'} as key
         from product_search s where document @@ $1::tsquery limit ${MAX_SORTED + 1}
     )
     select matches, ${productColumns}
       from (select count(*)::int as matches from found) counted
            left join lateral (
              select * from ${keyed}
               where matches <= ${MAX_SORTED} and ${position.after(values, 'found.key', 'found.id')}
               order by ${position.orderBy('found.key', 'found.id')}
               limit ${limit + 1}
            ) page on true
            left join lateral (select * from products where id = page.id limit 1) p on true
            left join lateral (select name from categories where id = p.category_id limit 1) c on true
      order by ${position.orderBy('page.key', 'page.id')}`,
    values,
  );
  if (rows[0]!.matches > MAX_SORTED) return undefined;
  // One row without a product says that there are none.
  return pageOfRows(
    rows.filter(({ id }) => id !== null),
    limit,
  );
}
