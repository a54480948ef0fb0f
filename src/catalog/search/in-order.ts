import type { Pool } from 'pg';
import { ListPlace, listName, type ProductSort } from '../list-position.ts';
import type { ProductPage } from '../list-products.ts';
import { viewOfRow } from '../product-view.ts';
import { FEW, type Search } from './by-relevance.ts';
import { isCommon } from './candidates.ts';
import { fetchSorted } from './fetch-sorted.ts';
import { asAsked, type Question, type Reading, readQuestion } from './parsed-query.ts';
import { findMeanings } from './vocabulary.ts';
import { type InOrder, type PageRows, walk, within } from './walk.ts';

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
 * @throws {Problem} `invalid_cursor`
 */
export async function searchInOrder(
  pool: Pool,
  search: Search & { sort: ProductSort },
): Promise<ProductPage> {
  const { sort, category, words, limit } = search;
  const place = new ListPlace(sort, listName(sort, category, words), search.cursor);
  const question = await readQuestion(pool, words, category);
  if (!question) return { items: [], nextCursor: null };
  const { reading, matches } = await firstWithMatches(pool, question);
  const page = await pageOf(
    { pool, match: reading.match, categoryId: question.categoryId, place, limit },
    matches,
  );
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? place.cursorAt(page.end) : null,
  };
}

async function pageOf(search: InOrder, matches: Matches): Promise<PageRows> {
  if (matches === 'common') return walk(search);
  if (matches === 'many') {
    const near = await within(search);
    if (near) return near;
  }
  return (await fetchSorted(search)) ?? walk(search);
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function firstWithMatches(
  pool: Pool,
  question: Question,
): Promise<{ reading: Reading; matches: Matches }> {
  const asked = asAsked(question);
  let best = { reading: asked, matches: await countMatches(pool, asked) };
  if (typeof best.matches !== 'number' || best.matches >= FEW) return best;
  const isUnknown = best.matches === 0;
  const { asParts, asMisspelt } = await findMeanings(pool, question, { inSkus: true, isUnknown });
  const guess = async (reading: Reading | undefined) => {
    if (reading !== undefined && reading.match !== asked.match)
      best = { reading, matches: await countMatches(pool, reading) };
  };
  await guess(asParts);
  if (best.matches === 0) await guess(asMisspelt);
  return best;
}

/** Counts no further than it matters. */
async function countMatches(pool: Pool, { match }: Reading): Promise<Matches> {
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
