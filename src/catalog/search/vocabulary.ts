import type { Pool } from 'pg';
import { editDistance, toleratedEdits } from './edit-distance.ts';
import { type AskedWord, type ParsedQuery, type TsQuery, tsQueryOf } from './parsed-query.ts';
import { containing, endOfBeginnings } from './words.ts';

/** What one word may stand for. A query of eight words with all of them is still one that PostgreSQL likes. */
const MAX_MEANINGS = 20;
/** Words of the vocabulary that are looked through where no index helps: signs, and fewer than three letters. */
const MAX_READ = 10_000;

interface Row {
  asked: string;
  word: string;
  /** A near miss, where a statement looks for more than those. */
  near?: boolean;
}

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

/** The setting holds for this statement; each subquery waits for the one before. */
const similarTo = (words: string) => `
    select asked, found.word, true as near
      from (select set_config('pg_trgm.similarity_threshold', '${SIMILAR}', true) as threshold offset 0) t
           cross join lateral (select asked from unnest((select ${words}::text[])) asked where threshold is not null offset 0) w
           cross join lateral (
             select word from search_words where word % asked
              order by similarity(word, asked) desc, word limit 50
           ) found`;

const similar = { name: 'search.similar', text: similarTo('$1') };

const partsAndSimilar = {
  name: 'search.parts-and-similar',
  // $1 words with trigrams inside, $2 patterns, $3 whether in SKUs, $4 words to find near misses of
  text: `
    select asked, found.word, false as near
      from unnest((select $1::text[]), (select $2::text[])) w (asked, pattern) cross join lateral (
             (select word from (select word from search_words where word like pattern limit 1000) s
               order by length(word), word limit ${MAX_MEANINGS})
             union all
             (select sku from product_search where sku like pattern limit (select case when $3 then ${MAX_MEANINGS} else 0 end))
           ) found
    union all ${similarTo('$4')}`,
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

/** What the words may mean other than what was typed. */
export interface Meanings {
  /** Each word, or words of which it is a part. */
  asParts: TsQuery;
  /** Each word that nobody knows, or those of the vocabulary that are nearest to it, where that was asked for. */
  asMisspelt: TsQuery | undefined;
}

/** @param asked `inSkus`: parts of SKUs as well; `isUnknown`: nothing has the words, so near misses as well */
export async function findMeanings(
  pool: Pool,
  parsed: ParsedQuery,
  { inSkus, isUnknown }: { inSkus: boolean; isUnknown: boolean },
): Promise<Meanings> {
  const [indexed, read] = split(parsed.words, ({ isIndexedInside }) => isIndexedInside);
  const tolerant = isUnknown ? parsed.words.filter(({ word }) => toleratedEdits(word) > 0) : [];
  const [comparable, readNear] = split(tolerant, ({ isComparable }) => isComparable);
  const find = async (text: { name: string; text: string }, ...values: [string[], ...unknown[]]) =>
    values[0].length > 0 ? (await pool.query<Row>({ ...text, values })).rows : [];

  // In one statement where both go by trigrams, which is nearly always.
  const both = await find(partsAndSimilar, indexed, indexed.map(containing), inSkus, comparable);
  const more = indexed.length > 0 ? [] : await find(similar, comparable);
  const begun = await find(beginnings, read, read.map(endOfBeginnings));
  const same = await find(sameInitial, readNear);
  const meaning = (rows: Row[]) => {
    const byWord = Map.groupBy(rows, (row) => row.asked);
    return (word: string) => (byWord.get(word) ?? []).map((row) => row.word);
  };
  const partsOf = meaning([...both.filter((row) => !row.near), ...begun]);
  const nearOf = meaning([...both.filter((row) => row.near), ...more, ...same]);
  return {
    asParts: tsQueryOf(parsed, partsOf),
    asMisspelt: isUnknown ? tsQueryOf(parsed, (word) => nearest(word, nearOf(word))) : undefined,
  };
}

/** The words that take the fewest edits; in the order given, the most similar first. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const distances = candidates.map((candidate) => editDistance(word, candidate));
  const least = Math.min(...distances);
  if (least > toleratedEdits(word)) return [];
  return candidates.filter((_, n) => distances[n] === least).slice(0, MAX_MEANINGS);
}

/** The words that fulfil a condition, and the others. */
function split(words: AskedWord[], condition: (word: AskedWord) => boolean): [string[], string[]] {
  const of = (some: AskedWord[]) => some.map(({ word }) => word);
  return [of(words.filter(condition)), of(words.filter((word) => !condition(word)))];
}
