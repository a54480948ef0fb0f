import { isCommon } from './common.ts';

/**
 * Candidates of each kind that a search ranks. Whatever half of the shop matches, no more are looked at: with an
 * order of its own (`sort`) a search shows all of them.
 */
const MAX_CANDIDATES = 200;
/** Products that are fetched to tell what has the words in its title from what has them elsewhere. */
export const MAX_FEW = 400;
/** Products whose SKU or name begins with what was asked for, of each. */
const MAX_BEGINNINGS = 100;
/** Products that are walked through for words that are common, newest first. */
const MAX_NEWEST = 10_000;
/** With fewer matches of the words as they were typed, parts of words are looked for, too. */
export const FEW = 20;

/** How good a match is, before its rank (below 1) is added. */
const scores = { same: 4, beginning: 3, title: 2, document: 1, guess: 0 } as const;

type Field = 'title' | 'document';

/**
 * A parameter that the planner does not look into. It would plan each search anew for what it then expects to find,
 * which takes longer than most of them do, and read the same index.
 */
export const unseen = (parameter: string) => `(select ${parameter})`;
const match = unseen('$1::tsquery');
const guess = unseen('$6::tsquery');

/** 32: rank / (rank + 1), so that it stays below 1. */
const rankBy = (rank: string) => `ts_rank(document, ${unseen(`${rank}::tsquery`)}, 32)::float8`;
const scored = (score: number, rank = '$2') =>
  `product_id as id, ${score}::float8 + ${rankBy(rank)} as score`;

/**
 * The index finds all products with a rare word at once. With a common one it would collect more than anybody can
 * rank: there the newest are met by walking down the products. A LIMIT of 0 is not even begun.
 *
 * @param common a table of one row that says whether they are common, in a column named as the field is
 */
const matching = (field: Field, tsquery: string, columns: string, common: string, limit: string) => `
  (select ${columns}
     from (select * from product_search order by product_id desc limit ${MAX_NEWEST}) newest
    where ${field} @@ ${tsquery}
    limit (select case when ${field} then ${limit} else 0 end from ${common}))
  union all
  (select ${columns} from product_search
    where ${field} @@ ${tsquery}
    limit (select case when ${field} then 0 else ${limit} end from ${common}))`;

const beginning = (field: 'sku' | 'name') => `
  (select product_id, title, ${field} = $3 as same from product_search
    where ${field} collate "C" >= ${unseen('$3::text')} and ${field} collate "C" < ${unseen('$4::text')}
    order by ${field} collate "C" limit ${MAX_BEGINNINGS})`;

/** What was typed is the SKU or name, or the beginning of it. Some may come twice. */
const beginnings = `
  select product_id as id, case when same then ${scores.same} else ${scores.beginning} end::float8 as score
    from (${beginning('sku')} union all ${beginning('name')}) begins
   where $5::tsquery is null or title @@ $5`;

/** Of the few in the order of the table, the same ones as where each kind is looked for by itself. */
const askedOfFew = `
  select product_id, case when in_title then ${scores.title} else ${scores.document} end + ${rankBy('$2')}
    from few
   where is_asked
     and case when in_title then titles_so_far <= ${MAX_CANDIDATES}
              else asked_so_far <= ${MAX_CANDIDATES} - (select count(*) from few where in_title) end`;

/** All that have the words anywhere, in the order of the table, and what has them in its title is among these. */
const few = (tsquery: string, limit: string) => `
  select product_id, document, is_asked, in_title, row_number() over so_far as place,
         count(*) filter (where is_asked) over so_far as asked_so_far,
         count(*) filter (where in_title) over so_far as titles_so_far
    from (select product_id, document, document @@ ${match} as is_asked, title @@ ${match} as in_title
            from product_search where document @@ ${tsquery} limit ${limit}) s
  window so_far as (rows unbounded preceding)`;

/** How many have the words as asked: what only begins with them scores more, and what has them as well comes twice. */
export const countOfAsked = `count(distinct id) filter (where score < ${scores.beginning})`;

/** Whether what may be meant is asked for, and wanted. */
const isGuessWanted = `$6::tsquery is not null and (select ${countOfAsked} < ${FEW} from asked)`;

/**
 * Ways to find candidates: $1 match, $2 rank, $3 what was typed, $4 the end of what begins with it, $5 the category or
 * null, $6 and $7 match and rank of what may be meant or null.
 */
interface Candidates {
  readonly name: string;
  /** `few`, `asked` and `guessed`; the latter are ids and scores, of which some come twice. */
  readonly ctes: string;
}

/**
 * Of words that are rare together: one look into the index, for $8, finds what has them or what may be meant by them. Where
 * `few` has more than `MAX_FEW` rows, it knows nothing.
 */
export const candidatesOfFew: Candidates = {
  name: 'few',
  ctes: `
    few as materialized (${few(unseen('$8::tsquery'), `${MAX_FEW} + 1`)}),
    asked as materialized (${beginnings} union all ${askedOfFew}),
    guessed as materialized (
      select ${scored(scores.guess, '$7')} from few
       where ${isGuessWanted} and place <= ${MAX_CANDIDATES}
    )`,
};

const ifWanted = `case when document is null then 0 else ${MAX_CANDIDATES} end`;
const unlessFew = (limit: string) => `case when (select yes from are_few) then 0 else ${limit} end`;

/**
 * Of any words. $8 and $9 whether they are common, and with what may be meant, or null where the newest products are to
 * be looked at; $10 whether few are expected.
 */
export const candidatesOfAny: Candidates = {
  name: 'any',
  ctes: `
    newest as materialized (${isCommon('$1', 'title', 'document')}),
    common as materialized (
      select case when $8::boolean = false then false else (select title from newest) end as title,
             coalesce($8::boolean, (select document from newest)) as document
    ),
    few as materialized (
      ${few(match, `(select case when $10::boolean and not document then ${MAX_FEW} + 1 else 0 end from common)`)}
    ),
    are_few as materialized (
      select $10::boolean and not document and (select count(*) from few) <= ${MAX_FEW} as yes from common
    ),
    titles as materialized (
      ${matching('title', match, scored(scores.title), 'common', unlessFew(`${MAX_CANDIDATES}`))}
    ),
    documents as materialized (
      ${matching('document', match, scored(scores.document), 'common', unlessFew(`${MAX_CANDIDATES} - (select count(*) from titles)`))}
    ),
    asked as materialized (
      ${beginnings}
      union all select * from titles
      union all select * from documents
      union all ${askedOfFew} and (select yes from are_few)
    ),
    guess_common as materialized (
      select case when ${isGuessWanted}
                  then coalesce($9::boolean, (select document from (${isCommon('$6', 'document')}) newest)) end as document
    ),
    guessed as materialized (
      ${matching('document', guess, scored(scores.guess, '$7'), 'guess_common', ifWanted)}
    )`,
};
