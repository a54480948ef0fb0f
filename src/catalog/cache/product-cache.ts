import { TimeoutError, withTimeout } from '../../async/timeout.ts';
import { createAdmission } from './admission.ts';
import type { Answer } from './answer.ts';
import type { Entry } from './cache-entry.ts';
import { affects, type CatalogChange, rewordsProducts } from './catalog-change.ts';
import { type CatalogQuery, keyOf } from './catalog-query.ts';
import { createHeardChanges } from './heard-changes.ts';
import { knows } from './knowledge.ts';
import { createLoads } from './loads.ts';
import type { AnswerSource, CacheCounts, LookupResult } from './lookup.ts';
import { createMemoryTier } from './memory-tier.ts';
import type { SharedTier } from './shared-tier.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Answers of the catalog as the bytes that are sent: in the memory of this process, first pages then in Redis, then from
 * the database. `docs/caching.md` has the whole story.
 *
 * An answer lives for one second from before its load, because sales change the stock that it shows and tell
 * nobody. A change by an administrator drops exactly the answers that it makes wrong.
 */
export interface ProductCache {
  /** The answer to a request for this very address, where it is in memory and fresh. Costs next to nothing. */
  hit(url: string): Answer | undefined;
  /**
   * The answer, or undefined where there is none. @param url under which it can be hit from then on
   * @throws what the database threw, where nothing is left to serve
   */
  read(query: CatalogQuery, url?: string): Promise<LookupResult | undefined>;
  /** A change that is committed: at once after it in the process that made it, when it is heard of in others. */
  apply(change: CatalogChange): void;
  /** Whether changes of other processes are heard of; from this snapshot on, when they are (again). */
  hears(from: Snapshot | undefined): void;
  /** Passes on to the other processes what is asked for, so that it can be warmed. */
  shareUses(): Promise<void>;
  readonly counts: Readonly<CacheCounts>;
  readonly bytes: number;
  /** Entries that changes were held against: few of those that there are. */
  readonly examined: number;
}

/** A database that fails, or takes longer than this, has readers served what is past its time, in ms. */
const TIMEOUT_MS = 1_000;
/** How far past its time, in ms, and how long a failed load is not repeated. */
export const STALE_MS = 30_000;
const RETRY_MS = 200;
const MAX_BYTES = 64 * 1_024 * 1_024;
/** Lists that are counted, and that a shop without Redis loads again after a change. */
const COUNTED_LISTS = 20;

export function createProductCache(
  source: AnswerSource,
  shared?: SharedTier,
  maxBytes = MAX_BYTES,
): ProductCache {
  const memory = createMemoryTier(maxBytes);
  const admission = createAdmission();
  const heard = createHeardChanges();
  let examined = 0;
  let isHearing = false;
  const counts: CacheCounts = { memory: 0, redis: 0, database: 0, stale: 0 };
  const loads = createLoads({ source, shared, memory, heard, counts });

  const refresh = (entry: Entry): void => {
    if (loads.has(entry.key) || performance.now() < entry.retryAt) return;
    loads.join(entry.key, entry.query, true).catch(() => {
      entry.retryAt = performance.now() + RETRY_MS;
    });
  };

  const serve = (entry: Entry): Answer => {
    entry.uses++;
    entry.recent = true;
    counts.memory++;
    return entry.answer;
  };

  const stale = (entry: Entry): LookupResult => {
    counts.stale++;
    return { answer: entry.answer, from: 'stale', lateMs: performance.now() - entry.expiresAt };
  };

  /** Waits for the load, and serves what there was when that fails or takes too long. */
  const readOrStale = async (
    entry: Entry,
    load: Promise<LookupResult | undefined>,
  ): Promise<LookupResult | undefined> => {
    try {
      return await withTimeout(TIMEOUT_MS, load);
    } catch (error) {
      if (!(error instanceof TimeoutError)) {
        entry.retryAt = performance.now() + RETRY_MS;
        if (memory.get(entry.key) !== entry) throw error;
      }
    }
    // A change meanwhile: what there was is wrong now, and not merely old.
    return memory.get(entry.key) === entry ? stale(entry) : load;
  };

  return {
    counts,
    get bytes() {
      return memory.bytes;
    },
    get examined() {
      return examined;
    },
    hit(url) {
      const entry = memory.byUrl(url);
      if (entry === undefined) return undefined;
      const now = performance.now();
      if (now >= entry.refreshAt) {
        if (now >= entry.expiresAt) return undefined;
        refresh(entry);
      }
      return serve(entry);
    },
    async read(query, url) {
      const key = keyOf(query);
      const entry = memory.get(key);
      const now = performance.now();
      if (entry && now < entry.expiresAt) {
        if (url !== undefined) memory.name(entry, url);
        if (now >= entry.refreshAt) refresh(entry);
        return { answer: serve(entry), from: 'memory' };
      }
      const last = entry && now < entry.expiresAt + STALE_MS ? entry : undefined;
      if (last && now < last.retryAt) return stale(last);
      const load = loads.join(key, query, entry !== undefined || admission.seen(key));
      const result = await (last ? readOrStale(last, load) : load);
      const kept = memory.get(key);
      if (kept && url !== undefined && kept.answer === result?.answer) memory.name(kept, url);
      return result;
    },
    apply(change) {
      heard.add(change);
      if (rewordsProducts(change)) source.forgetWords(isHearing);
      loads.detach(change);
      const dropped: Entry[] = [];
      for (const entry of memory.candidates(change)) {
        examined++;
        if (knows(entry.knowledge, change)) continue;
        if (affects(change, entry.query, entry.answer.shown)) dropped.push(entry);
      }
      for (const entry of dropped) memory.delete(entry.key);
      // With Redis the worker does this for all processes.
      if (shared) return;
      for (const { key, query } of hottest(dropped)) {
        loads.join(key, query, true).catch(() => {});
      }
    },
    hears(from) {
      // What changed in between is not known: nothing from before counts.
      loads.startAnew(from);
      isHearing = from !== undefined;
      source.forgetWords(isHearing);
      if (from !== undefined) memory.clear();
    },
    async shareUses() {
      const hot = hottest(memory.entries());
      await shared?.countUses(hot.map((entry) => [entry.key, entry.uses]));
      for (const entry of memory.entries()) entry.uses = 0;
    },
  };
}

/** The lists that were served most since uses were last counted. */
function hottest(entries: Iterable<Entry>): Entry[] {
  return [...entries]
    .filter(({ query, uses }) => query.kind === 'list' && uses > 0)
    .sort((a, b) => b.uses - a.uses)
    .slice(0, COUNTED_LISTS);
}
