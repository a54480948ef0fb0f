import type { Pool } from 'pg';
import { categoryOf, type ParsedQuery, type TsQuery } from './parsed-query.ts';
import { endOfBeginnings } from './words.ts';

/**
 * Candidates of each kind that a search ranks. Whatever half of the shop matches, no more are looked at: with an
 * order of its own (`sort`) a search shows all of them.
 */
export const MAX_CANDIDATES = 200;
/** Products that are fetched to tell what has the words in its title from what has them elsewhere. */
const MAX_FEW = 400;
/** Products whose SKU or name begins with what was asked for, of each. */
const MAX_BEGINNINGS = 100;
/** Products that are walked through for words that are common, newest first. */
const MAX_NEWEST = 10_000;
/** How many of the newest products are looked at, and how many of them match where words are common (2 %). */
const SAMPLE = 250;
const COMMON = 5;

export interface Candidate {
  id: string;
  /** How it was found, best first. */
  kind: 'same' | 'beginning' | 'title' | 'document';
  /** 0 to 1: how well it matches among its kind. */
  rank: number;
}

type Field = 'title' | 'document';

/** Whether $1 is common: so many of the newest products match that walking down them finds others soon. */
export const isCommon = (...fields: Field[]): string => `
  select ${fields.map((field) => `count(*) filter (where ${field} @@ (select $1::tsquery)) >= ${COMMON} as ${field}`).join(', ')}
    from (select ${fields.join(', ')} from product_search order by product_id desc limit ${SAMPLE}) newest`;

/**
 * A parameter that the planner does not look into. It would plan each search anew for what it then expects to find,
 * which takes longer than most of them do, and read the same index.
 */
const unseen = (parameter: string) => `(select ${parameter})`;
const match = unseen('$1::tsquery');

/** 32: rank / (rank + 1), so that it stays below 1. */
const rank = `ts_rank(document, ${unseen('$2::tsquery')}, 32)::float8`;
const found = (field: Field) => `product_id as id, '${field}' as kind, ${rank} as rank`;

/**
 * The index finds all products with a rare word at once. With a common one it would collect more than anybody can
 * rank: there the newest are met by walking down the products. A LIMIT of 0 is not even begun.
 */
const matching = (field: Field, limit: string) => `
  (select ${found(field)}
     from (select * from product_search order by product_id desc limit ${MAX_NEWEST}) newest
    where ${field} @@ ${match}
    limit (select case when common.${field} then ${limit} else 0 end from common))
  union all
  (select ${found(field)} from product_search
    where ${field} @@ ${match}
    limit (select case when common.${field} then 0 else ${limit} end from common))`;

/**
 * All that have the words anywhere, in the order of the table. What has them in its title is among these, so that one
 * look into an index does where two were needed: most of a search for several words.
 */
const allOfFew = `
  select product_id, document, in_title,
         row_number() over so_far as place, count(*) filter (where in_title) over so_far as titles_so_far
    from (select product_id, document, title @@ ${match} as in_title from product_search
           where document @@ ${match}
           limit (select case when $6 and not document then ${MAX_FEW} + 1 else 0 end from common)) s
  window so_far as (rows unbounded preceding)`;

const unlessFew = (limit: string) => `case when (select yes from are_few) then 0 else ${limit} end`;

const beginning = (field: 'sku' | 'name') => `
  (select product_id, title, ${field} = $3 as same from product_search
    where ${field} collate "C" >= ${unseen('$3::text')} and ${field} collate "C" < ${unseen('$4::text')}
    order by ${field} collate "C" limit ${MAX_BEGINNINGS})`;

const asked = {
  name: 'search.candidates',
  // $1 match, $2 rank, $3 what was typed, $4 the end of what begins with it, $5 the category or null, $6 whether few are expected
  text: `
    with common as materialized (${isCommon('title', 'document')}),
         few as materialized (${allOfFew}),
         are_few as materialized (
           select $6::boolean and not document and (select count(*) from few) <= ${MAX_FEW} as yes from common
         ),
         titles as materialized (${matching('title', unlessFew(`${MAX_CANDIDATES}`))}),
         documents as materialized (
           ${matching('document', unlessFew(`${MAX_CANDIDATES} - (select count(*) from titles)`))}
         )
    select product_id as id, case when same then 'same' else 'beginning' end as kind, 0::float8 as rank
      from (${beginning('sku')} union all ${beginning('name')}) begins
     where $5::tsquery is null or title @@ $5
    union all select * from titles
    union all select * from documents
    union all
    select product_id, case when in_title then 'title' else 'document' end, ${rank}
      from few
     where (select yes from are_few)
       and case when in_title then titles_so_far <= ${MAX_CANDIDATES}
                else place <= ${MAX_CANDIDATES} - (select count(*) from few where in_title) end`,
};

const guessed = {
  name: 'search.guessed-candidates',
  text: `
    with common as materialized (${isCommon('document')})
    ${matching('document', `${MAX_CANDIDATES}`)}`,
};

/** Products with the words as they were typed. Some may come twice. */
export async function findAsked(pool: Pool, parsed: ParsedQuery, tsquery: TsQuery): Promise<Candidate[]> {
  const { text } = parsed;
  const category = categoryOf(parsed)[0] ?? null;
  const areFew = parsed.words.length > 1;
  const values = [tsquery.match, tsquery.rank, text, endOfBeginnings(text), category, areFew];
  return (await pool.query<Candidate>({ ...asked, values })).rows;
}

/** Products with words that may be meant. */
export async function findGuessed(pool: Pool, { match, rank }: TsQuery): Promise<Candidate[]> {
  return (await pool.query<Candidate>({ ...guessed, values: [match, rank] })).rows;
}
