import type { Pool } from 'pg';
import { slugOf } from '../identity.ts';
import { allOf, anyOf, lexeme } from './words.ts';

/** A word of a search as PostgreSQL reads it. */
export interface AskedWord {
  /** In lower case. */
  word: string;
  /** tsquery: what the word comes from ("mugs": mug); empty where it says nothing ("the"). */
  stem: string;
  /** Whether it has trigrams: three characters in a row that are found inside words, or any to compare by. */
  isIndexedInside: boolean;
  isComparable: boolean;
}

export interface ParsedQuery {
  words: AskedWord[];
  /** All words, in lower case. */
  text: string;
  /** Undefined for all categories. */
  categoryId: string | undefined;
  /** Words that no product has without their stem. */
  covered?: ReadonlySet<string>;
}

/** What is searched for, as tsqueries. */
export interface TsQuery {
  /** Words and category. */
  match: string;
  /** The words alone, to rank by. */
  rank: string;
  /** What the index of documents is asked: it finds what `match` finds there, and reads less. */
  look: string;
}

const understand = {
  name: 'search.understand',
  // $1 words, $2 slug of the category or null. PostgreSQL's own lower case and stems: the index is made of them.
  // Whether pg_trgm knows letters beyond ASCII depends on the locale of the database.
  // In SKU and name signs are what they are ("100%"), in prose (weights B, C) they stand between words ("wi-fi").
  text: `
    select word,
           case
             when word !~ '[^[:alnum:]]' then plainto_tsquery('english', word)::text
             when phraseto_tsquery('english', word)::text ~ $$''|\\\\$$ then ''
             else regexp_replace(phraseto_tsquery('english', word)::text, $$'(?=$|[ )])$$, $$':BC$$, 'g')
           end as stem,
           word ~ '[a-z0-9]{3}' or (show_trgm('ж') <> '{}' and word ~ '[[:alnum:]]{3}') as "isIndexedInside",
           show_trgm(word) <> '{}' as "isComparable",
           (select id from categories where slug = $2) as category_id
      from unnest((select $1::text[])) with ordinality typed (text, n), normalize(lower(text), NFC) word
     order by n`,
};

/** Words that are remembered for each database, and their length: most searches say what others said before. */
const MAX_KNOWN = 10_000;
const MAX_KNOWN_LENGTH = 40;
/** What a word is read as never changes while a database is open, so that known ones cost no round trip. */
const knownTo = new WeakMap<Pool, Map<string, AskedWord>>();

/** @returns undefined for a category that nobody has */
export async function parseQuery(
  pool: Pool,
  words: string[],
  category: string | undefined,
): Promise<ParsedQuery | undefined> {
  const known = knownTo.get(pool) ?? new Map<string, AskedWord>();
  knownTo.set(pool, known);
  if (category === undefined) {
    const read = words.map((word) => known.get(word));
    if (read.every((word) => word !== undefined)) return parsed(read, undefined);
  }
  const { rows } = await pool.query<AskedWord & { category_id: string | null }>({
    ...understand,
    values: [words, category === undefined ? null : slugOf(category)],
  });
  const categoryId = rows[0]?.category_id ?? undefined;
  if (category !== undefined && categoryId === undefined) return undefined;
  const read = rows.map(({ category_id: _, ...word }) => word);
  for (const [n, typed] of words.entries()) {
    if (typed.length > MAX_KNOWN_LENGTH) continue;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(typed, read[n]!);
  }
  return parsed(read, categoryId);
}

const parsed = (words: AskedWord[], categoryId: string | undefined): ParsedQuery => ({
  words,
  text: words.map(({ word }) => word).join(' '),
  categoryId,
});

/** All words, each as it was typed or in another form of it. */
export const asAsked = (parsed: ParsedQuery): TsQuery => tsQueryOf(parsed, () => []);

/** All words, each also as one of the others that it may mean. */
export function tsQueryOf(parsed: ParsedQuery, others: (word: string) => readonly string[]): TsQuery {
  const rank = allOf(parsed.words.map((word) => asOneWord(word, others(word.word))));
  const match = allOf([rank, ...categoryOf(parsed)]);
  const { covered } = parsed;
  if (covered === undefined) return { rank, match, look: match };
  const looks = parsed.words.map(({ word, stem }) => {
    const isCovered = covered.has(word);
    return anyOf(
      [word, ...others(word)]
        .filter((form) => !isCovered || form !== word)
        .map(lexeme)
        .concat(stem),
    );
  });
  return { rank, match, look: allOf([...looks, ...categoryOf(parsed)]) };
}

/** A tsquery of one word: as it was typed, in another form of it, or one of the others. */
export const asOneWord = ({ word, stem }: AskedWord, others: readonly string[] = []): string =>
  anyOf([lexeme(word), stem, ...others.map(lexeme)]);

/** Documents hold the id of their category behind a blank, which no word has. */
export function categoryOf({ categoryId }: ParsedQuery): string[] {
  return categoryId === undefined ? [] : [lexeme(` ${categoryId}`)];
}
