import type { Pool } from 'pg';
import type { Statement } from '../../database/statement.ts';
import { parseSnapshot } from '../cache/snapshot.ts';
import type { AskedWord, ParsedQuery } from './parsed-query.ts';
import type { WordsOfSearch } from './word-memory.ts';
import { lexeme } from './words.ts';

const isCovered: Statement = {
  name: 'search.covered',
  // $1 words, $2 each without its stem, as a tsquery
  text: `
    select asked, pg_current_snapshot()::text as snapshot,
           not exists (select from product_search where document @@ alone) as found
      from unnest((select $1::text[]), (select $2::text[])) w (asked, without)
           cross join lateral (select without::tsquery as alone offset 0) t`,
};

/** A stem of one lexeme, wherever it stands: what has it, an index knows without a look at the documents. */
const isPlain = ({ word, stem }: AskedWord): boolean => /^'[^'\\]+'$/.test(stem) && stem !== lexeme(word);

/**
 * The query with those of its words that no product has without their stem. Names and prose have both, SKUs the word
 * alone. For such a word the index is asked for the stem only: each list is as long as the other, and to read them is most
 * of what a search costs. To find it out reads both once, as a few searches do.
 */
export async function withCovered(
  pool: Pool,
  known: WordsOfSearch,
  parsed: ParsedQuery,
): Promise<ParsedQuery> {
  const stems = new Map(parsed.words.filter(isPlain).map(({ word, stem }) => [word, stem]));
  const told = await known.recallOften('covered', [...stems.keys()], async (words) => {
    const alone = words.map((word) => `${lexeme(word)} & !${stems.get(word)}`);
    const { rows } = await pool.query<{ asked: string; found: boolean; snapshot: string }>({
      ...isCovered,
      values: [words, alone],
    });
    return {
      values: new Map(rows.map(({ asked, found }) => [asked, found])),
      snapshot: parseSnapshot(rows[0]!.snapshot),
    };
  });
  const covered = new Set([...told].filter(([, found]) => found).map(([word]) => word));
  return covered.size > 0 ? { ...parsed, covered } : parsed;
}
