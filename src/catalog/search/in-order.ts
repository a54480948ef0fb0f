import type { Pool } from 'pg';
import { ListPosition, listName, type ProductSort } from '../list-position.ts';
import type { ProductPage } from '../product-query.ts';
import { viewOfRow } from '../product-view.ts';
import { FEW, type Search } from './by-relevance.ts';
import { isCommon } from './candidates.ts';
import { fetchSorted } from './fetch-sorted.ts';
import { asAsked, type ParsedQuery, parseQuery, type TsQuery } from './parsed-query.ts';
import { findMeanings } from './vocabulary.ts';
import { type InOrder, type PageRows, pageInWindow, walk } from './walk.ts';

/** Up to so many matches are fetched and sorted at once; counting them costs as much. */
const SOME = 300;

/** How many matches there are: counted, or more than `SOME`, or so many that any walk soon meets them. */
type Matches = number | 'many' | 'common';

/**
 * A page of all matches in an order that was asked for. Few are found by their words and sorted. Where there are
 * more, they are looked for among the next products of the order; where that is not enough, all are sorted; where
 * they are too many for that, they are met on a walk in the order itself. Should the walk meet too few, the page is
 * shorter than its limit, and the next one walks on.
 *
 * @throws {InvalidCursor}
 */
export async function searchInOrder(
  pool: Pool,
  search: Search & { sort: ProductSort },
): Promise<ProductPage> {
  const { sort, category, words, limit } = search;
  const position = new ListPosition(sort, listName(sort, category, words), search.cursor);
  const parsed = await parseQuery(pool, words, category);
  if (!parsed) return { items: [], nextCursor: null };
  const { tsquery, matches } = await firstWithMatches(pool, parsed);
  const page = await pageOf(
    { pool, match: tsquery.match, categoryId: parsed.categoryId, position, limit },
    matches,
  );
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? position.cursorAt(page.end) : null,
  };
}

async function pageOf(search: InOrder, matches: Matches): Promise<PageRows> {
  if (matches === 'common') return walk(search);
  if (matches === 'many') {
    const near = await pageInWindow(search);
    if (near) return near;
  }
  return (await fetchSorted(search)) ?? walk(search);
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function firstWithMatches(
  pool: Pool,
  parsed: ParsedQuery,
): Promise<{ tsquery: TsQuery; matches: Matches }> {
  const asked = asAsked(parsed);
  let best = { tsquery: asked, matches: await countMatches(pool, asked) };
  if (typeof best.matches !== 'number' || best.matches >= FEW) return best;
  const isUnknown = best.matches === 0;
  const { asParts, asMisspelt } = await findMeanings(pool, parsed, { inSkus: true, isUnknown });
  const guess = async (tsquery: TsQuery | undefined) => {
    if (tsquery !== undefined && tsquery.match !== asked.match)
      best = { tsquery, matches: await countMatches(pool, tsquery) };
  };
  await guess(asParts);
  if (best.matches === 0) await guess(asMisspelt);
  return best;
}

/** Counts no further than it matters. */
async function countMatches(pool: Pool, { match }: TsQuery): Promise<Matches> {
  const { rows } = await pool.query<{ common: boolean; count: number }>({
    name: 'search.count',
    text: `
      with common as materialized (${isCommon('document')})
      select common.document as common,
             (select count(*)::int
                from (select from product_search
                       where document @@ $1::tsquery
                       limit case when common.document then 0 else ${SOME + 1} end) found) as count
        from common`,
    values: [match],
  });
  const { common, count } = rows[0]!;
  return common ? 'common' : count > SOME ? 'many' : count;
}
