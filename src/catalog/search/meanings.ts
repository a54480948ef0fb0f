import type { Pool } from 'pg';
import { type ParsedQuery, type TsQuery, tsQueryOf } from './parsed-query.ts';
import { beginningsOf, nearOf, type WordFacts } from './vocabulary.ts';
import type { WordsOfSearch } from './word-memory.ts';

/** Each word, or words and SKUs of which it is a part, as far as the facts tell: undefined where they do not. */
export function asKnownParts(parsed: ParsedQuery, facts: readonly WordFacts[]): TsQuery | undefined {
  if (facts.some(({ parts }) => parts === undefined)) return undefined;
  return tsQueryOf(parsed, (word) => partsOf(word, parsed, facts, new Map()));
}

/** Each word, or words and SKUs of which it is a part. */
export async function asParts(
  pool: Pool,
  known: WordsOfSearch,
  parsed: ParsedQuery,
  facts: readonly WordFacts[],
): Promise<TsQuery> {
  const read = parsed.words.filter(({ isIndexedInside }) => !isIndexedInside).map(({ word }) => word);
  const begun = await beginningsOf(pool, known, read);
  return tsQueryOf(parsed, (word) => partsOf(word, parsed, facts, begun));
}

function partsOf(
  word: string,
  parsed: ParsedQuery,
  facts: readonly WordFacts[],
  begun: ReadonlyMap<string, string[]>,
): string[] {
  const { parts, skus } = facts[parsed.words.findIndex((asked) => asked.word === word)]!;
  return [...(parts ?? begun.get(word) ?? []), ...skus];
}

/** Each word, or those of the vocabulary that are nearest to it. */
export async function asMisspelt(pool: Pool, known: WordsOfSearch, parsed: ParsedQuery): Promise<TsQuery> {
  const near = await nearOf(pool, known, parsed.words);
  return tsQueryOf(parsed, (word) => near.get(word) ?? []);
}
