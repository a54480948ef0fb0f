import type { Pool } from 'pg';
import { ListPosition, listName, type ProductSort } from '../list-position.ts';
import type { ProductPage } from '../product-query.ts';
import { viewOfRow } from '../product-view.ts';
import type { Search } from './by-relevance.ts';
import { FEW } from './candidates.ts';
import { commonnessOf } from './common.ts';
import { fetchMany, fetchSome, type Some } from './fetch-sorted.ts';
import { asMisspelt, asParts } from './meanings.ts';
import { asAsked, type ParsedQuery, parseQuery } from './parsed-query.ts';
import { areFactsKnown, factsOf } from './vocabulary.ts';
import { type InOrder, type PageRows, pageInWindow, walk } from './walk.ts';
import type { WordsOfSearch } from './word-memory.ts';

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
  known: WordsOfSearch,
): Promise<ProductPage> {
  const { sort, category, words, limit } = search;
  const position = new ListPosition(sort, listName(sort, category, words), search.cursor);
  const parsed = await parseQuery(pool, words, category);
  if (!parsed) return { items: [], nextCursor: null };
  const page = await pageOf(
    { pool, match: asAsked(parsed).match, categoryId: parsed.categoryId, position, limit },
    parsed,
    known,
  );
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? position.cursorAt(page.end) : null,
  };
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function pageOf(search: InOrder, parsed: ParsedQuery, known: WordsOfSearch): Promise<PageRows> {
  const { pool } = search;
  const meant = async () => {
    const facts = await factsOf(pool, known, parsed.words, { inSkus: true });
    const { match } = await asParts(pool, known, parsed, facts);
    const { document, guess } = commonnessOf(parsed, facts);
    // Of SKUs with a word inside nobody knows whether they are common.
    const isCommon = facts.some(({ skus }) => skus.length > 0) ? undefined : guess;
    return { match, isCommon, areCommon: document };
  };
  const ahead = areFactsKnown(known, parsed.words) ? await meant() : undefined;
  const both = ahead?.match === search.match ? undefined : ahead;
  const best = await fetchSome(search, ahead?.areCommon, both);
  if (both && best.isWider) return pageOrMisspelt({ ...search, match: both.match }, best, parsed, known);
  if (typeof best.matches !== 'number' || best.matches >= FEW) return pageOfMatches(search, best);
  const { match } = ahead ?? (await meant());
  if (match === search.match) return pageOrMisspelt(search, best, parsed, known);
  const among = { ...search, match };
  return pageOrMisspelt(among, await fetchSome(among, undefined, undefined), parsed, known);
}

async function pageOrMisspelt(
  search: InOrder,
  some: Some,
  parsed: ParsedQuery,
  known: WordsOfSearch,
): Promise<PageRows> {
  if (some.matches !== 0) return pageOfMatches(search, some);
  const { match } = await asMisspelt(search.pool, known, parsed);
  if (match === asAsked(parsed).match) return pageOfMatches(search, some);
  const near = { ...search, match };
  return pageOfMatches(near, await fetchSome(near, undefined, undefined));
}

async function pageOfMatches(search: InOrder, { matches, page }: Some): Promise<PageRows> {
  if (page) return page;
  if (matches === 'common') return walk(search);
  return (await pageInWindow(search)) ?? (await fetchMany(search)) ?? walk(search);
}
