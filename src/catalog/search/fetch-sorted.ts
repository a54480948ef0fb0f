import { USUAL_LIMIT } from '../product-query.ts';
import { type ProductRow, productColumns } from '../product-view.ts';
import { isCommon } from './candidates.ts';
import { type InOrder, type PageRows, pageOfRows } from './walk.ts';

/** Matches that are fetched and sorted before anything else is tried. */
const MAX_SOME = 300;
/** Matches that are fetched and sorted at most. */
const MAX_SORTED = 6_000;

/** How many matches there are: counted, or more than `MAX_SOME`, or so many that any walk soon meets them. */
export type Matches = number | 'many' | 'common';

/** A page out of all matches, sorted, where there are not too many of them to be counted. */
export async function fetchSome(search: InOrder): Promise<{ matches: Matches; page?: PageRows }> {
  const { common, matches, page } = await fetchSorted(search, MAX_SOME, isCommon('document'));
  if (common) return { matches: 'common' };
  return page ? { matches, page } : { matches: 'many' };
}

/** A page out of all matches, sorted; undefined where there are too many of them. */
export async function fetchMany(search: InOrder): Promise<PageRows | undefined> {
  return (await fetchSorted(search, MAX_SORTED, 'select false as document')).page;
}

async function fetchSorted(
  { pool, match, position, limit }: InOrder,
  most: number,
  commonSql: string,
): Promise<{ common: boolean; matches: number; page: PageRows | undefined }> {
  const values: unknown[] = [match];
  const shape = `${most} ${position.orderBy()}${position.cursor ? ' cursor' : ''}`;
  const { rows } = await pool.query<ProductRow & { common: boolean; matches: number }>({
    // The size is part of the text, as in any list. What is matched is hidden: it would be planned for anew each time.
    ...(limit === USUAL_LIMIT && { name: `search.sorted ${shape}` }),
    text: `with common as materialized (${commonSql}),
          found as materialized (
            select s.product_id as id, ${position.searchKey} as key
              from product_search s where document @@ (select $1::tsquery)
             limit (select case when document then 0 else ${most + 1} end from common)
          )
     select common.document as common, matches, ${productColumns}
       from common cross join (select count(*)::int as matches from found) counted
            left join lateral (
              select * from found
               where matches <= ${most} and ${position.after(values, 'found.key', 'found.id')}
               order by ${position.orderBy('found.key', 'found.id')}
               limit ${limit + 1}
            ) page on true
            left join lateral (select * from products where id = page.id limit 1) p on true
            left join lateral (select name from categories where id = p.category_id limit 1) c on true
      order by ${position.orderBy('page.key', 'page.id')}`,
    values,
  });
  const { common, matches } = rows[0]!;
  // One row without a product says that there are none.
  const found = rows.filter(({ id }) => id !== null);
  return { common, matches, page: matches > most ? undefined : pageOfRows(found, limit) };
}
