import { withPlainSigns } from './signs.ts';

/** More words than this describe a product to nobody; each may cost a look into the vocabulary. */
const MAX_WORDS = 8;
/** Characters that the API takes; whoever asks in another way is held to the same. */
const MAX_LENGTH = 200;
/** Characters of one word. */
const MAX_WORD_LENGTH = 500;

/** The words of a search as they were typed, with plain signs, each once. Nothing that is seen is no search. */
export function wordsOf(q: string | undefined): string[] {
  const text = [...(q ?? '')].slice(0, MAX_LENGTH).join('').toWellFormed().replaceAll('\0', ' ');
  const words = withPlainSigns(text).normalize('NFC').split(/\s+/).filter(Boolean).map(beginning);
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/** Some characters become three: a lexeme ends at 2,046 bytes, and at four bytes a character. */
const beginning = (word: string): string => [...word].slice(0, MAX_WORD_LENGTH).join('');

/** A tsquery's lexeme that stands for itself, whatever is in it. */
export const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** A tsquery that any of these fulfils. */
export const anyOf = (alternatives: readonly string[]): string =>
  `(${[...new Set(alternatives.filter(Boolean))].join(' | ')})`;

/** A tsquery that all of these fulfil together. */
export const allOf = (conditions: readonly string[]): string => conditions.join(' & ');

/** Greater than all that begins with `text`, in the order of code points. */
export const endOfBeginnings = (text: string): string => `${text}\u{10ffff}`;

/** For LIKE: whatever contains `text`. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
