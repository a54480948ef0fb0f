import type { ParsedQuery } from './parsed-query.ts';
import { SAMPLE, type WordFacts } from './vocabulary.ts';

/** How many of the newest products match where words are common (2 %). */
const COMMON = 5;

type Field = 'title' | 'document';

/** Whether a parameter is common: so many of the newest products match that walking down them finds others soon. */
export const isCommon = (parameter: string, ...fields: Field[]): string => `
  select ${fields.map((field) => `count(*) filter (where ${field} @@ (select ${parameter}::tsquery)) >= ${COMMON} as ${field}`).join(', ')}
    from (select ${fields.join(', ')} from product_search order by product_id desc limit ${SAMPLE}) newest`;

/** Whether the words of a search are common together; undefined where only a look at the newest products can tell. */
export type Commonness = Record<keyof WordFacts['newest'], boolean | undefined>;

/** Whether the index is asked for several words of which one is rare: with others it has little to read, or is left alone. */
export const isLookedUp = ({ words }: ParsedQuery, { document }: Commonness): boolean =>
  words.length > 1 && document === false;

/** Words that are rare alone are rare together, and what is rare anywhere is rare in titles. */
export function commonnessOf(parsed: ParsedQuery, facts: readonly WordFacts[]): Commonness {
  const isAlone = facts.length === 1 && parsed.categoryId === undefined;
  const of = (field: keyof Commonness) => {
    const counts = facts.map(({ newest }) => newest[field]);
    if (counts.some((count) => count !== undefined && count < COMMON)) return false;
    return isAlone && counts[0] !== undefined ? true : undefined;
  };
  return { document: of('document'), guess: of('guess') };
}
