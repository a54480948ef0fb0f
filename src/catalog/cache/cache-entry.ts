import type { Answer } from './answer.ts';
import type { CatalogQuery } from './catalog-query.ts';
import type { Knowledge } from './knowledge.ts';

/** An answer in the memory of this process. Times are `performance.now()`. */
export interface Entry {
  readonly key: string;
  readonly query: CatalogQuery;
  readonly answer: Answer;
  readonly knowledge: Knowledge;
  /** When its load began. */
  readonly began: number;
  /** From here on it is served while it is loaded anew. */
  readonly refreshAt: number;
  /** From here on it is served only when loading fails. */
  readonly expiresAt: number;
  /** A load failed: until then no other one is tried. */
  retryAt: number;
  /** Addresses that were seen to ask this query. */
  readonly urls: string[];
  /** Served since its uses were last counted. */
  uses: number;
  /** Served since the evictor last came by. */
  recent: boolean;
}
