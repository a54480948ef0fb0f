import { globSync, readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url);

/** A piece of SQL that stands in a source file. */
export interface SqlText {
  /** From the root of the project. */
  file: string;
  /** With `?` as in the file, and with `${…}` where it is composed. */
  text: string;
}

// From the first word to the end of the literal: a template, or a string of one line.
const statement = /(`\s*|['"])((?:with \w+ as|select|insert into|update \w+|delete from)\b)/gi;

/** Every SQL statement that is written by hand in the files of `patterns`, migrations apart. */
export function sqlTexts(...patterns: string[]): SqlText[] {
  const files = globSync(patterns, { cwd: root }).filter((file) => !file.includes('migrations/'));
  return files.sort().flatMap((file) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    return [...source.matchAll(statement)].map(({ 1: opening = '', index }) => {
      const quote = opening[0]!;
      const begin = index + opening.length;
      return { file, text: source.slice(begin, endOf(source, begin, quote)) };
    });
  });
}

/** Where the literal ends; a `${…}` in it may hold literals of its own. */
function endOf(source: string, begin: number, quote: string): number {
  let depth = 0;
  for (let at = begin; at < source.length; at++) {
    if (source.startsWith('${', at)) depth++;
    else if (depth > 0 && source[at] === '}') depth--;
    else if (depth === 0 && source[at] === quote) return at;
  }
  throw new Error('a literal without end');
}
