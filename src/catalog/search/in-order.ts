import type { Pool } from 'pg';
import { ListPosition, listName, type ProductSort } from '../list-position.ts';
import type { ProductPage } from '../product-query.ts';
import { viewOfRow } from '../product-view.ts';
import { FEW, type Search } from './by-relevance.ts';
import { fetchMany, fetchSome } from './fetch-sorted.ts';
import { asAsked, type ParsedQuery, parseQuery, type TsQuery } from './parsed-query.ts';
import { findMeanings } from './vocabulary.ts';
import { type InOrder, type PageRows, pageInWindow, walk } from './walk.ts';

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
  const page = await pageOf(
    { pool, match: asAsked(parsed).match, categoryId: parsed.categoryId, position, limit },
    parsed,
  );
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? position.cursorAt(page.end) : null,
  };
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function pageOf(search: InOrder, parsed: ParsedQuery): Promise<PageRows> {
  let best = await fetched(search);
  if (typeof best.matches !== 'number' || best.matches >= FEW) return pageOfMatches(best);
  const isUnknown = best.matches === 0;
  const { asParts, asMisspelt } = await findMeanings(search.pool, parsed, { inSkus: true, isUnknown });
  const guess = async (tsquery: TsQuery | undefined) => {
    if (tsquery !== undefined && tsquery.match !== search.match)
      best = await fetched({ ...search, match: tsquery.match });
  };
  await guess(asParts);
  if (best.matches === 0) await guess(asMisspelt);
  return pageOfMatches(best);
}

type Fetched = Awaited<ReturnType<typeof fetchSome>> & { search: InOrder };

async function fetched(search: InOrder): Promise<Fetched> {
  return { ...(await fetchSome(search)), search };
}

async function pageOfMatches({ matches, page, search }: Fetched): Promise<PageRows> {
  if (page) return page;
  if (matches === 'common') return walk(search);
  return (await pageInWindow(search)) ?? (await fetchMany(search)) ?? walk(search);
}
