import { affects, type CatalogChange, type Coverage } from './catalog-change.ts';
import type { CatalogQuery } from './catalog-query.ts';
import { type Knowledge, knows, knowsAllUntil } from './knowledge.ts';

/** Longer than any load that is kept, and than any answer lives in Redis, in ms. */
export const REMEMBER_MS = 10_000;
/** A bulk import makes more; then everything is held against the newest that had to be forgotten. */
const MAX_CHANGES = 1_000;

/** Remembers changes for a while, so that an answer from before one of them is known when it comes late. */
export interface HeardChanges {
  add(change: CatalogChange): void;
  /** Whether an answer with this knowledge knows every change that would make it wrong. */
  isCurrent(knowledge: Knowledge, query: CatalogQuery, shown: Coverage): boolean;
}

export function createHeardChanges(): HeardChanges {
  const changes: { change: CatalogChange; at: number }[] = [];
  let floor = { xid: -1n, until: 0 };
  return {
    add(change) {
      const now = performance.now();
      while (changes.length > 0 && changes[0]!.at + REMEMBER_MS < now) changes.shift();
      changes.push({ change, at: now });
      if (changes.length <= MAX_CHANGES) return;
      const { change: oldest } = changes.shift()!;
      floor = { xid: oldest.xid > floor.xid ? oldest.xid : floor.xid, until: now + REMEMBER_MS };
    },
    isCurrent(knowledge, query, shown) {
      if (performance.now() < floor.until && !knowsAllUntil(knowledge, floor.xid)) return false;
      return !changes.some(({ change }) => !knows(knowledge, change) && affects(change, query, shown));
    },
  };
}
