import type { Answer } from './answer.ts';
import type { CatalogQuery } from './catalog-query.ts';
import type { Snapshot } from './snapshot.ts';

/** Where answers come from when no tier has them. */
export interface AnswerSource {
  load(query: CatalogQuery): Promise<LoadedAnswer | undefined>;
  /** What a load that begins from now on sees at least. */
  snapshot(): Promise<Snapshot>;
  /** What is remembered of the words of searches counts no more. @param isTold whether it will be told of the next time */
  forgetWords(isTold: boolean): void;
}

export interface LoadedAnswer {
  answer: Answer;
  /** What its own statement could see: of a product. Other loads take one before they begin. */
  snapshot?: Snapshot;
  /** What was seen when the words of a search were looked up, where that may be earlier. */
  words?: ReadonlySet<Snapshot>;
}

export interface CacheCounts {
  memory: number;
  redis: number;
  database: number;
  stale: number;
}

export interface LookupResult {
  answer: Answer;
  /** From here on (`performance.now()`) a price in it may be another one. */
  until?: number | undefined;
  from: 'memory' | 'redis' | 'database' | 'stale';
  /** For a stale one: how long it is past its time, in ms. */
  lateMs?: number;
}
