import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../../lists/cursor.ts';
import { listName } from '../list-position.ts';
import { firstOf } from '../page-of-rows.ts';
import type { ProductPage } from '../product-query.ts';
import { viewOfRow } from '../product-view.ts';
import { FEW } from './candidates.ts';
import { commonnessOf, isLookedUp } from './common.ts';
import { withCovered } from './covered-words.ts';
import { asKnownParts, asMisspelt, asParts } from './meanings.ts';
import { asAsked, parseQuery } from './parsed-query.ts';
import { findRanked, type RankedPage, type RankedSearch } from './ranked-page.ts';
import { factsOf } from './vocabulary.ts';
import type { WordsOfSearch } from './word-memory.ts';

export interface Search {
  words: string[];
  category?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * A page of the best matches: SKU or name as asked for, then beginning with it, then all words in them, then
 * all words in category or description as well; parts of words where that is little, near misses where it is
 * nothing. Each kind by full-text rank, equal ones newest first. It ends where the candidates do.
 *
 * Keyset pagination over (score, id): each page finds and ranks the candidates anew, at the price of the first.
 *
 * @throws {InvalidCursor}
 */
export async function searchByRelevance(
  pool: Pool,
  search: Search,
  known: WordsOfSearch,
): Promise<ProductPage> {
  const { category, words, limit } = search;
  const list = listName('relevance', category, words);
  const cursor = search.cursor === undefined ? undefined : decodeCursor(search.cursor, list, 'real');
  const after = cursor && { id: cursor.id, score: Number(cursor.value) };
  const parsed = await parseQuery(pool, words, category);
  if (!parsed) return { items: [], nextCursor: null };
  const { rows } = await bestMatches({ pool, parsed, limit, after }, known);
  const shown = firstOf(rows, limit);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    items: shown.map(viewOfRow),
    nextCursor: last ? encodeCursor({ sort: list, value: last.score, id: last.id }) : null,
  };
}

/** As the words were typed and, where that is little, parts of words; near misses where there is neither. */
async function bestMatches(
  { parsed: typed, ...place }: Omit<RankedSearch, 'commonness'>,
  known: WordsOfSearch,
): Promise<RankedPage> {
  const { pool } = place;
  const facts = await factsOf(pool, known, typed.words, { inSkus: false });
  const commonness = commonnessOf(typed, facts);
  const parsed = isLookedUp(typed, commonness) ? await withCovered(pool, known, typed) : typed;
  const search = { ...place, parsed };
  const asked = asAsked(parsed);
  const knownParts = asKnownParts(parsed, facts);
  const first = await findRanked({ ...search, commonness }, asked, knownParts);
  if (first.asked >= FEW || (first.asked > 0 && knownParts)) return first;

  // Of what else they may mean nobody knows whether it is common.
  const other = { ...search, commonness: { ...commonness, guess: undefined } };
  const isUnknown = first.asked === 0;
  const more = isUnknown ? await factsOf(pool, known, parsed.words, { inSkus: true }) : facts;
  const parts = await asParts(pool, known, parsed, more);
  const areNew = parts.match !== (knownParts ?? asked).match;
  const second = areNew ? await findRanked(other, asked, parts) : first;
  if (second.found > 0) return second;
  const misspelt = await asMisspelt(pool, known, parsed);
  return misspelt.match === asked.match ? second : findRanked(other, asked, misspelt);
}
