import type { Pool } from 'pg';
import { ListPosition, listName, type ProductSort } from '../list-position.ts';
import type { ProductPage } from '../product-query.ts';
import { viewOfRow } from '../product-view.ts';
import type { Search } from './by-relevance.ts';
import { FEW } from './candidates.ts';
import { commonnessOf, isLookedUp } from './common.ts';
import { withCovered } from './covered-words.ts';
import { fetchMany, fetchSome, type Some } from './fetch-sorted.ts';
import { asMisspelt, asParts } from './meanings.ts';
import { asAsked, type ParsedQuery, parseQuery } from './parsed-query.ts';
import { areFactsKnown, factsOf, type WordFacts } from './vocabulary.ts';
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
  const page = await pageOf({ pool, categoryId: parsed.categoryId, position, limit }, parsed, known);
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? position.cursorAt(page.end) : null,
  };
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function pageOf(
  place: Omit<InOrder, 'match'>,
  typed: ParsedQuery,
  known: WordsOfSearch,
): Promise<PageRows> {
  const { pool } = place;
  const lookUp = () => factsOf(pool, known, typed.words, { inSkus: true });
  const facts = areFactsKnown(known, typed.words) ? await lookUp() : undefined;
  const isRare = facts !== undefined && isLookedUp(typed, commonnessOf(typed, facts));
  const parsed = isRare ? await withCovered(pool, known, typed) : typed;
  const search = { ...place, match: asAsked(parsed).look };
  const meant = async (facts: WordFacts[]) => {
    const { look } = await asParts(pool, known, parsed, facts);
    const { document, guess } = commonnessOf(parsed, facts);
    // Of SKUs with a word inside nobody knows whether they are common.
    const isCommon = facts.some(({ skus }) => skus.length > 0) ? undefined : guess;
    return { match: look, isCommon, areCommon: document, isFew: isRare && isCommon === false };
  };
  const ahead = facts && (await meant(facts));
  const both = ahead?.match === search.match ? undefined : ahead;
  const best = await fetchSome(search, ahead?.areCommon, both);
  if (both && best.isWider) return pageOrMisspelt({ ...search, match: both.match }, best, parsed, known);
  if (typeof best.matches !== 'number' || best.matches >= FEW) return pageOfMatches(search, best);
  const { match } = ahead ?? (await meant(await lookUp()));
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
  const { look: match } = await asMisspelt(search.pool, known, parsed);
  if (match === asAsked(parsed).look) return pageOfMatches(search, some);
  const near = { ...search, match };
  return pageOfMatches(near, await fetchSome(near, undefined, undefined));
}

async function pageOfMatches(search: InOrder, { matches, page }: Some): Promise<PageRows> {
  if (page) return page;
  if (matches === 'common') return walk(search);
  return (await pageInWindow(search)) ?? (await fetchMany(search)) ?? walk(search);
}
