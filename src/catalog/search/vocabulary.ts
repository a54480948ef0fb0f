import type { Pool } from 'pg';
import { editDistance, toleratedEdits } from './edit-distance.ts';
import { type AskedWord, type Question, type Reading, reading } from './question.ts';
import { containing, endOfBeginnings } from './words.ts';

/** What one word may stand for. A query of eight words with all of them is still one that PostgreSQL likes. */
const MAX_MEANINGS = 20;
/** Words of the vocabulary that are looked through where no index helps: signs, and fewer than three letters. */
const MAX_READ = 10_000;

interface Row {
  asked: string;
  word: string;
}

const parts = {
  name: 'search.parts',
  // $1 words with trigrams inside, $2 patterns, $3 whether in SKUs
  text: `
    select asked, found.word
      from unnest($1::text[], $2::text[]) w (asked, pattern) cross join lateral (
             (select word from (select word from search_words where word like pattern limit 1000) s
               order by length(word), word limit ${MAX_MEANINGS})
             union all
             (select sku from product_search where sku like pattern limit case when $3 then ${MAX_MEANINGS} else 0 end)
           ) found`,
};

const beginnings = {
  name: 'search.beginnings',
  // $1 words, $2 what is greater than all that begins with them
  text: `
    select asked, found.word
      from unnest($1::text[], $2::text[]) w (asked, until) cross join lateral (
             (select word from search_words
               where word collate "C" >= asked and word collate "C" < until
               order by word collate "C" limit ${MAX_MEANINGS})
             union
             (select word
                from (select word from search_words order by word collate "C" limit ${MAX_READ}) s
               where strpos(word, asked) > 0 limit ${MAX_MEANINGS})
           ) found`,
};

/**
 * Share of trigrams in common from which a word counts as similar. PostgreSQL's 0.3 takes three times as long to
 * find what is further away than anybody mistypes.
 */
const SIMILAR = 0.4;

const similar = {
  name: 'search.similar',
  // The setting holds for this statement; each subquery waits for the one before.
  text: `
    select asked, found.word
      from (select set_config('pg_trgm.similarity_threshold', '${SIMILAR}', true) as threshold offset 0) t
           cross join lateral (select asked from unnest($1::text[]) asked where threshold is not null offset 0) w
           cross join lateral (
             select word from search_words where word % asked
              order by similarity(word, asked) desc, word limit 50
           ) found`,
};

const sameInitial = {
  name: 'search.same-initial',
  text: `
    select asked, found.word
      from unnest($1::text[]) w (asked) cross join lateral (
             select word from search_words
              where word collate "C" >= left(asked, 1) and word collate "C" < left(asked, 1) || chr(1114111)
                and abs(length(word) - length(asked)) <= 3
              order by word collate "C" limit 1000
           ) found`,
};

/** Each word, or words of which it is a part. @param inSkus or SKUs */
export async function asParts(pool: Pool, question: Question, inSkus: boolean): Promise<Reading> {
  const [indexed, read] = split(question, ({ isIndexedInside }) => isIndexedInside);
  const rows: Row[] = [];
  if (indexed.length > 0) {
    rows.push(
      ...(await pool.query<Row>({ ...parts, values: [indexed, indexed.map(containing), inSkus] })).rows,
    );
  }
  if (read.length > 0) {
    rows.push(...(await pool.query<Row>({ ...beginnings, values: [read, read.map(endOfBeginnings)] })).rows);
  }
  const meanings = Map.groupBy(rows, (row) => row.asked);
  return reading(question, (word) => (meanings.get(word) ?? []).map((row) => row.word));
}

/** Each word that nobody knows, or those of the vocabulary that are nearest to it. */
export async function asMisspelt(pool: Pool, question: Question): Promise<Reading | undefined> {
  const tolerant = { ...question, words: question.words.filter(({ word }) => toleratedEdits(word) > 0) };
  const [comparable, read] = split(tolerant, ({ isComparable }) => isComparable);
  const rows: Row[] = [];
  if (comparable.length > 0) rows.push(...(await pool.query<Row>({ ...similar, values: [comparable] })).rows);
  if (read.length > 0) rows.push(...(await pool.query<Row>({ ...sameInitial, values: [read] })).rows);
  const meanings = Map.groupBy(rows, (row) => row.asked);
  return reading(question, (word) => nearest(word, meanings.get(word)?.map((row) => row.word) ?? []));
}

/** The words that take the fewest edits; in the order given, the most similar first. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const distances = candidates.map((candidate) => editDistance(word, candidate));
  const least = Math.min(...distances);
  if (least > toleratedEdits(word)) return [];
  return candidates.filter((_, n) => distances[n] === least).slice(0, MAX_MEANINGS);
}

/** The words that fulfil a condition, and the others. */
function split(question: Question, condition: (word: AskedWord) => boolean): [string[], string[]] {
  const of = (words: AskedWord[]) => words.map(({ word }) => word);
  return [of(question.words.filter(condition)), of(question.words.filter((word) => !condition(word)))];
}
