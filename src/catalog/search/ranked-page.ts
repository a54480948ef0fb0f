import type { Pool } from 'pg';
import { USUAL_LIMIT } from '../product-query.ts';
import { type ProductRow, productColumns } from '../product-view.ts';
import { candidatesOfAny, candidatesOfFew, countOfAsked, MAX_FEW } from './candidates.ts';
import type { Commonness } from './common.ts';
import { categoryOf, type ParsedQuery, type TsQuery } from './parsed-query.ts';
import { endOfBeginnings } from './words.ts';

/** The candidates of a search, best first, from a place on. */
export interface RankedSearch {
  pool: Pool;
  parsed: ParsedQuery;
  limit: number;
  after: { score: number; id: string } | undefined;
  /** Of what is asked, and of what may be meant. */
  commonness: Commonness;
}

export interface RankedPage {
  /** One more than the limit where others follow. */
  rows: (ProductRow & { score: number })[];
  /** Candidates that have what was asked: not those that only begin with it. */
  asked: number;
  /** All, with those that have what may be meant. */
  found: number;
}

type Row = ProductRow & RankedPage['rows'][number] & { asked: number; found: number; few: number };

/** @param guess what may be meant where few have what is asked: nothing, or what is asked and more */
export async function findRanked(
  search: RankedSearch,
  asked: TsQuery,
  guess: TsQuery | undefined,
): Promise<RankedPage> {
  const { parsed, commonness } = search;
  const isSeveral = parsed.words.length > 1;
  const wider = guess?.match === asked.match ? undefined : guess;
  const isRare = commonness.document === false && (!wider || commonness.guess === false);
  const values = [
    asked.match,
    asked.rank,
    parsed.text,
    endOfBeginnings(parsed.text),
    categoryOf(parsed)[0] ?? null,
    wider?.match ?? null,
    wider?.rank ?? null,
  ];
  if (isSeveral && isRare) {
    const rows = await query(search, candidatesOfFew, [...values, (wider ?? asked).look]);
    if (rows[0]!.few <= MAX_FEW) return pageOf(rows);
  }
  const known = [commonness.document ?? null, commonness.guess ?? null];
  return pageOf(await query(search, candidatesOfAny, [...values, ...known, isSeveral]));
}

function pageOf(rows: Row[]): RankedPage {
  const { asked, found } = rows[0]!;
  // One row without a product says that there are none.
  return { rows: rows.filter(({ id }) => id !== null), asked, found };
}

async function query(
  { pool, limit, after }: RankedSearch,
  { name, ctes }: { name: string; ctes: string },
  values: unknown[],
): Promise<Row[]> {
  const place = after ? `(score, id) < ($${values.length + 1}::float8, $${values.length + 2}::uuid)` : 'true';
  const { rows } = await pool.query<Row>({
    // The size is part of the text, as in any list.
    ...(limit === USUAL_LIMIT && { name: `search.${name}${after ? ' cursor' : ''}` }),
    text: `
      with ${ctes},
           scored as materialized (
             select id, max(score) as score from (select * from asked union all select * from guessed) s group by id
           ),
           page as (select id, score from scored where ${place} order by score desc, id desc limit ${limit + 1})
      select (select count(*)::int from few) as few, (select (${countOfAsked})::int from asked) as asked,
             (select count(*)::int from scored) as found, page.score, ${productColumns}
        from (select) one
             left join page on true
             left join lateral (select * from products where id = page.id limit 1) p on true
             left join lateral (select name from categories where id = p.category_id limit 1) c on true
       order by page.score desc, page.id desc`,
    values: after ? [...values, after.score, after.id] : values,
  });
  return rows;
}
