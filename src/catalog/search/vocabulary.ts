import type { Pool } from 'pg';
import type { Statement } from '../../database/statement.ts';
import { parseSnapshot } from '../cache/snapshot.ts';
import { editDistance, toleratedEdits } from './edit-distance.ts';
import { type AskedWord, asOneWord } from './parsed-query.ts';
import type { Told, WordsOfSearch } from './word-memory.ts';
import { containing, endOfBeginnings } from './words.ts';

/** What one word may stand for. A query of eight words with all of them is still one that PostgreSQL likes. */
const MAX_MEANINGS = 20;
/** Words of the vocabulary that are looked through where no index helps: signs, and fewer than three letters. */
const MAX_READ = 10_000;
/** How many of the newest products tell whether a word is common. */
export const SAMPLE = 250;

/** What is known of a word before anything is looked for. */
export interface WordFacts {
  /** Words of the vocabulary with this one inside; undefined where no index finds them. */
  parts: readonly string[] | undefined;
  /** SKUs with it inside, where they were looked for. */
  skus: readonly string[];
  /** How many of the newest products have it, and have it or one of the parts. */
  newest: { document: number; guess: number | undefined };
}

interface FactsRow {
  asked: string;
  parts: string[];
  skus: string[];
  document: number;
  guess: number;
  snapshot: string;
}

/** Quoted as lexemes of a tsquery, or nothing. */
const anyOfParts = `
  (select string_agg('''' || replace(replace(part, '\\', '\\\\'), '''', '''''') || '''', ' | ') from unnest(parts) part)`;

const newestWith = (tsquery: string) => `
  (select count(*) filter (where document @@ ${tsquery})::int
     from (select document from product_search order by product_id desc limit ${SAMPLE}) newest)`;

const facts: Statement = {
  name: 'search.facts',
  // $1 words, $2 patterns of what has them inside or null, $3 each as a tsquery, $4 whether in SKUs
  text: `
    select asked, parts, document,
           array(select sku from product_search where sku like pattern
                  limit (select case when $4::boolean then ${MAX_MEANINGS} else 0 end)) as skus,
           case when array_remove(parts, asked) = '{}' then document else ${newestWith('wider')} end as guess,
           pg_current_snapshot()::text as snapshot
      from unnest((select $1::text[]), (select $2::text[]), (select $3::text[])) w (asked, pattern, match)
           cross join lateral (
             select array(select word from (select word from search_words where word like pattern limit 1000) s
                           order by length(word), word limit ${MAX_MEANINGS}) as parts
             offset 0
           ) inside
           cross join lateral (
             select match::tsquery as itself, concat_ws(' | ', match, ${anyOfParts})::tsquery as wider offset 0
           ) t
           cross join lateral (select ${newestWith('itself')} as document offset 0) n`,
};

/** Statements of one row for each word of $1, with what was found. */
const beginnings: Statement = {
  name: 'search.beginnings',
  // $2 what is greater than all that begins with them
  text: `
    select asked, pg_current_snapshot()::text as snapshot,
           array((select word from search_words
                   where word collate "C" >= asked and word collate "C" < until
                   order by word collate "C" limit ${MAX_MEANINGS})
                 union
                 (select word
                    from (select word from search_words order by word collate "C" limit ${MAX_READ}) s
                   where strpos(word, asked) > 0 limit ${MAX_MEANINGS})) as found
      from unnest((select $1::text[]), (select $2::text[])) w (asked, until)`,
};

/**
 * Share of trigrams in common from which a word counts as similar. PostgreSQL's 0.3 takes three times as long to
 * find what is further away than anybody mistypes.
 */
const SIMILAR = 0.4;

const similar: Statement = {
  name: 'search.similar',
  // The setting holds for this statement; each subquery waits for the one before.
  text: `
    select asked, pg_current_snapshot()::text as snapshot,
           array(select word from search_words where word % asked
                  order by similarity(word, asked) desc, word limit 50) as found
      from (select set_config('pg_trgm.similarity_threshold', '${SIMILAR}', true) as threshold offset 0) t
           cross join lateral (select asked from unnest((select $1::text[])) asked where threshold is not null offset 0) w`,
};

const sameInitial: Statement = {
  name: 'search.same-initial',
  text: `
    select asked, pg_current_snapshot()::text as snapshot,
           array(select word from search_words
                  where word collate "C" >= left(asked, 1) and word collate "C" < left(asked, 1) || chr(1114111)
                    and abs(length(word) - length(asked)) <= 3
                  order by word collate "C" limit 1000) as found
      from unnest((select $1::text[])) asked`,
};

const find = async (pool: Pool, statement: Statement, ...values: string[][]): Promise<Told<string[]>> => {
  const { rows } = await pool.query<{ asked: string; found: string[]; snapshot: string }>({
    ...statement,
    values,
  });
  return {
    values: new Map(rows.map(({ asked, found }) => [asked, found])),
    snapshot: parseSnapshot(rows[0]!.snapshot),
  };
};

/** Facts with SKUs are remembered for themselves: most searches need none, and to look for them is half of the work. */
const kindOf = (inSkus: boolean): string => (inSkus ? 'facts and SKUs' : 'facts');

/** The facts of each word, in order. */
export async function factsOf(
  pool: Pool,
  known: WordsOfSearch,
  words: readonly AskedWord[],
  { inSkus }: { inSkus: boolean },
): Promise<WordFacts[]> {
  const byText = new Map(words.map((word) => [word.word, word]));
  const ask = async (texts: string[]): Promise<Told<WordFacts>> => {
    const asked = texts.map((text) => byText.get(text)!);
    const patterns = asked.map(({ word, isIndexedInside }) => (isIndexedInside ? containing(word) : null));
    const tsqueries = asked.map((word) => asOneWord(word));
    const { rows } = await pool.query<FactsRow>({ ...facts, values: [texts, patterns, tsqueries, inSkus] });
    return { values: new Map(rows.map(factsOfRow)), snapshot: parseSnapshot(rows[0]!.snapshot) };
  };
  const factsOfRow = ({ asked, parts, skus, document, guess }: FactsRow): [string, WordFacts] =>
    byText.get(asked)!.isIndexedInside
      ? [asked, { parts, skus, newest: { document, guess } }]
      : [asked, { parts: undefined, skus: [], newest: { document, guess: undefined } }];
  const found = await known.recall(kindOf(inSkus), [...byText.keys()], ask);
  return words.map(({ word }) => found.get(word)!);
}

/** Whether the facts with SKUs, and all parts with them, are known without a look. */
export const areFactsKnown = (known: WordsOfSearch, words: readonly AskedWord[]): boolean =>
  words.every(({ isIndexedInside }) => isIndexedInside) &&
  known.knows(
    kindOf(true),
    words.map(({ word }) => word),
  );

/** Words with the word inside, of words that no index finds those of: at their beginning, or among the first. */
export const beginningsOf = (pool: Pool, known: WordsOfSearch, words: string[]) =>
  known.recall('beginnings', words, (asked) => find(pool, beginnings, asked, asked.map(endOfBeginnings)));

/** The words of the vocabulary that take the fewest edits, for words with trigrams (`comparable`) and without. */
export async function nearOf(
  pool: Pool,
  known: WordsOfSearch,
  words: readonly AskedWord[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tolerant = words.filter(({ word }) => toleratedEdits(word) > 0);
  const ask = (statement: Statement) => async (asked: string[]) => {
    const { values, snapshot } = await find(pool, statement, asked);
    return { values: new Map([...values].map(([word, found]) => [word, nearest(word, found)])), snapshot };
  };
  const textsWhere = (isComparable: boolean) =>
    tolerant.filter((word) => word.isComparable === isComparable).map(({ word }) => word);
  return new Map([
    ...(await known.recall('similar', textsWhere(true), ask(similar))),
    ...(await known.recall('same initial', textsWhere(false), ask(sameInitial))),
  ]);
}

/** The words that take the fewest edits; in the order given, the most similar first. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const distances = candidates.map((candidate) => editDistance(word, candidate));
  const least = Math.min(...distances);
  if (least > toleratedEdits(word)) return [];
  return candidates.filter((_, n) => distances[n] === least).slice(0, MAX_MEANINGS);
}
