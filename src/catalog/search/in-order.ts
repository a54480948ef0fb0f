import type { Pool } from 'pg';
import { ListPlace, listName, type ProductSort } from '../list-orders.ts';
import type { ProductPage } from '../list-products.ts';
import { type ProductRow, productColumns, viewOfRow } from '../product-view.ts';
import { FEW, type Search } from './by-relevance.ts';
import { isCommon } from './candidates.ts';
import { asAsked, type Question, type Reading, readQuestion } from './question.ts';
import { asMisspelt, asParts } from './vocabulary.ts';

/** Matches that are fetched and sorted; of more than that, a walk in the order asked for soon finds a page. */
const MAX_SORTED = 3_000;
/** Products that one page walks through at most. */
const MAX_WALK = 20_000;

/**
 * A page of all matches in an order that was asked for. Matches are few or many: few are found by their words
 * and sorted; many are met on a walk in the order itself. Should the walk meet too few, the page is shorter
 * than its limit, and the next one walks on.
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
  const { reading, isMany } = await firstWithMatches(pool, question);
  const page = isMany
    ? await walk(pool, reading, question, place, limit)
    : await fetchSorted(pool, reading, place, limit);
  return {
    items: page.rows.map(viewOfRow),
    nextCursor: page.end ? place.cursorAt(page.end) : null,
  };
}

/** The words as they were typed; where that is little, parts of words, too; where it is nothing, near misses. */
async function firstWithMatches(
  pool: Pool,
  question: Question,
): Promise<{ reading: Reading; isMany: boolean }> {
  const asked = asAsked(question);
  let best = { reading: asked, matches: await countMatches(pool, asked) };
  const guess = async (reading: Reading | undefined) => {
    if (reading !== undefined && reading.match !== asked.match) {
      best = { reading, matches: await countMatches(pool, reading) };
    }
  };
  if (best.matches < FEW) await guess(await asParts(pool, question, true));
  if (best.matches === 0) await guess(await asMisspelt(pool, question));
  return { reading: best.reading, isMany: best.matches > MAX_SORTED };
}

/** Counts no further than it matters. */
async function countMatches(pool: Pool, { match }: Reading): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'search.count',
    text: `
      with common as materialized (${isCommon('document')})
      select case when (select yes from common) then ${MAX_SORTED + 1} else (
               select count(*)::int
                 from (select from product_search where document @@ $1::tsquery limit ${MAX_SORTED + 1}) found
             ) end as count`,
    values: [match],
  });
  return rows[0]!.count;
}

interface PageRows {
  rows: ProductRow[];
  /** Where the next page begins; undefined where there is none. */
  end: { id: string; price: number; name: string } | undefined;
}

async function fetchSorted(
  pool: Pool,
  { match }: Reading,
  place: ListPlace,
  limit: number,
): Promise<PageRows> {
  const values: unknown[] = [match];
  const { rows } = await pool.query<ProductRow>(
    `with found as materialized (
       select product_id from product_search where document @@ $1::tsquery limit ${MAX_SORTED}
     )
     select ${productColumns}
       from found
            cross join lateral (select * from products where id = found.product_id limit 1) p
            cross join lateral (select name from categories where id = p.category_id limit 1) c
      where p.archived_at is null and ${place.after(values)}
      order by ${place.orderBy()}
      limit ${limit + 1}`,
    values,
  );
  const page = rows.slice(0, limit);
  return { rows: page, end: rows.length > limit ? page.at(-1) : undefined };
}

async function walk(
  pool: Pool,
  { match }: Reading,
  { categoryId }: Question,
  place: ListPlace,
  limit: number,
): Promise<PageRows> {
  const values: unknown[] = [];
  const within = categoryId === undefined ? 'true' : `p.category_id = $${values.push(categoryId)}::uuid`;
  // No more than the index holds, and one look at each product in turn, with an end as soon as there are enough.
  const walked = `
    select p.id, ${place.key} as key from products p
     where p.archived_at is null and ${within} and ${place.after(values)}
     order by ${place.orderBy()}
     limit ${MAX_WALK}`;
  const { rows } = await pool.query<ProductRow>(
    `select ${productColumns}
       from (select w.id, w.key
               from (${walked}) w
                    cross join lateral (
                      select from product_search s
                       where s.product_id = w.id and s.document @@ $${values.length + 1}::tsquery limit 1
                    ) matching
              order by ${place.orderBy('w.key', 'w.id')}
              limit ${limit + 1}) found
            cross join lateral (select * from products where id = found.id limit 1) p
            cross join lateral (select name from categories where id = p.category_id limit 1) c
      order by ${place.orderBy('found.key', 'found.id')}`,
    [...values, match],
  );
  const page = rows.slice(0, limit);
  if (rows.length > limit) return { rows: page, end: page.at(-1) };
  // Nothing, where the walk came to the end of all products.
  const end = await pool.query<NonNullable<PageRows['end']>>(
    `select id, price, name from products where id = (
       select id from (${walked}) w order by ${place.orderBy('w.key', 'w.id')} offset ${MAX_WALK - 1}
     )`,
    values,
  );
  return { rows: page, end: end.rows[0] };
}
