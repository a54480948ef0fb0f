import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../../lists/cursor.ts';
import { findProducts } from '../find-product.ts';
import { listName } from '../list-position.ts';
import { firstOf } from '../page-of-rows.ts';
import type { ProductPage } from '../product-query.ts';
import { findAsked, findGuessed } from './candidates.ts';
import { asAsked, type ParsedQuery, parseQuery, type TsQuery } from './parsed-query.ts';
import { findMeanings } from './vocabulary.ts';

export interface Search {
  words: string[];
  category?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** How good a match is, before its rank (below 1) is added. */
const scores = { same: 4, beginning: 3, title: 2, document: 1, guess: 0 } as const;

/** With fewer matches of the words as they were typed, parts of words are looked for, too. */
export const FEW = 20;

interface Scored {
  id: string;
  score: number;
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
export async function searchByRelevance(pool: Pool, search: Search): Promise<ProductPage> {
  const list = listName('relevance', search.category, search.words);
  const cursor = search.cursor === undefined ? undefined : decodeCursor(search.cursor, list, 'real');
  const parsed = await parseQuery(pool, search.words, search.category);
  const matches = parsed ? await bestMatches(pool, parsed) : [];
  const rest = cursor
    ? matches.filter((match) => byScore(match, { id: cursor.id, score: Number(cursor.value) }) > 0)
    : matches;
  const page = rest.slice(0, search.limit);
  const found = await findProducts(
    pool,
    page.map(({ id }) => id),
  );
  const items = firstOf(found, search.limit);
  const isCut = items.length < found.length;
  const end = isCut ? page.find(({ id }) => id === items.at(-1)?.id) : page.at(-1);
  const last = isCut || rest.length > page.length ? end : undefined;
  return {
    items,
    nextCursor: last ? encodeCursor({ sort: list, value: last.score, id: last.id }) : null,
  };
}

async function bestMatches(pool: Pool, parsed: ParsedQuery): Promise<Scored[]> {
  const best = new Map<string, number>();
  const add = (id: string, score: number) => {
    if (score > (best.get(id) ?? -1)) best.set(id, score);
  };
  const asked = asAsked(parsed);
  for (const { id, kind, rank } of await findAsked(pool, parsed, asked)) add(id, scores[kind] + rank);
  const guess = async (tsquery: TsQuery | undefined) => {
    if (tsquery === undefined || tsquery.match === asked.match) return;
    for (const { id, rank } of await findGuessed(pool, tsquery)) add(id, scores.guess + rank);
  };
  if (best.size < FEW) {
    const isUnknown = best.size === 0;
    const { asParts, asMisspelt } = await findMeanings(pool, parsed, { inSkus: isUnknown, isUnknown });
    await guess(asParts);
    if (best.size === 0) await guess(asMisspelt);
  }
  return [...best].map(([id, score]) => ({ id, score })).sort(byScore);
}

/** Best first; of equal ones the newest. */
function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
