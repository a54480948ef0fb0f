import type { Snapshot } from '../cache/snapshot.ts';

/** What the database told of each of some words, and what it could see then. */
export interface Told<T> {
  values: ReadonlyMap<string, T>;
  snapshot: Snapshot;
}

/** What one search knows of its words. */
export interface WordsOfSearch {
  /** What is known of the words in one regard (`kind`); `ask` is asked for those of which it is not. */
  recall<T>(
    kind: string,
    words: readonly string[],
    ask: (words: string[]) => Promise<Told<T>>,
  ): Promise<ReadonlyMap<string, T>>;
  /** The same for words that are asked for often enough that an answer pays. Of others it tells nothing. */
  recallOften: WordsOfSearch['recall'];
  /** Whether that would ask nobody. */
  knows(kind: string, words: readonly string[]): boolean;
  /** What was seen when the words that were used so far were looked up. */
  readonly seen: ReadonlySet<Snapshot>;
}

/**
 * Remembers for a moment what the words of searches mean in this shop: most searches say what others said before. Of a
 * change that rewords products it must be told at once; while nobody would tell, nothing is remembered.
 */
export interface WordMemory {
  ofOneSearch(): WordsOfSearch;
  /** Forgets everything. @param isTold whether it is told of changes from here on */
  forget(isTold: boolean): void;
}

/**
 * Changes end it at once. Only what changes without telling (rows written by hand, an import in SQL) waits for this, and
 * only what parts of words and near misses find, and a word that an SKU is the first to have without its stem: other
 * words as they are typed are never out of memory.
 */
export const WORD_LIFE_MS = 30_000;
const MAX_REMEMBERED = 10_000;
/** Searches with a word that cost as much as what `recallOften` is asked for. */
export const OFTEN = 8;
/** Characters of a word and of what is known of it, as JSON: some 20 MB in all. */
const MAX_LENGTH = 2_000;

interface Remembered {
  value: unknown;
  snapshot: Snapshot;
  expiresAt: number;
}

export function createWordMemory(): WordMemory {
  /** The oldest first. */
  const remembered = new Map<string, Remembered>();
  /** Since it was asked for last; of words that are not asked for often. */
  const uses = new Map<string, number>();
  let isKept = false;
  let era = 0;

  const fresh = (key: string): Remembered | undefined => {
    const found = remembered.get(key);
    return found !== undefined && performance.now() < found.expiresAt ? found : undefined;
  };
  const keep = (key: string, { value, snapshot, expiresAt }: Remembered): void => {
    if (key.length + JSON.stringify(value).length > MAX_LENGTH) return;
    remembered.delete(key);
    remembered.set(key, { value, snapshot, expiresAt });
    if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
  };

  /** Notes a use. Whoever comes meanwhile begins to count anew, so that one asks and nobody else waits. */
  const isOften = (key: string): boolean => {
    if (!isKept) return false;
    const count = (uses.get(key) ?? 0) + 1;
    uses.delete(key);
    if (count >= OFTEN) return true;
    uses.set(key, count);
    if (uses.size > MAX_REMEMBERED) uses.delete(uses.keys().next().value!);
    return false;
  };

  return {
    ofOneSearch() {
      const seen = new Set<Snapshot>();
      return {
        seen,
        knows: (kind, words) => words.every((word) => fresh(keyOf(kind, word)) !== undefined),
        async recall<T>(
          kind: string,
          words: readonly string[],
          ask: (words: string[]) => Promise<Told<T>>,
        ): Promise<ReadonlyMap<string, T>> {
          const known = new Map<string, T>();
          for (const word of words) {
            const found = fresh(keyOf(kind, word));
            if (!found) continue;
            known.set(word, found.value as T);
            seen.add(found.snapshot);
          }
          const unknown = words.filter((word) => !known.has(word));
          if (unknown.length === 0) return known;
          const [inEra, expiresAt] = [era, performance.now() + WORD_LIFE_MS];
          const { values, snapshot } = await ask(unknown);
          seen.add(snapshot);
          for (const [word, value] of values) {
            known.set(word, value);
            if (isKept && era === inEra) keep(keyOf(kind, word), { value, snapshot, expiresAt });
          }
          return known;
        },
        recallOften(kind, words, ask) {
          const isWorthIt = (key: string) => fresh(key) !== undefined || isOften(key);
          return this.recall(
            kind,
            words.filter((word) => isWorthIt(keyOf(kind, word))),
            ask,
          );
        },
      };
    },
    forget(isTold) {
      remembered.clear();
      uses.clear();
      isKept = isTold;
      era++;
    },
  };
}

const keyOf = (kind: string, word: string): string => `${kind} ${word}`;
