import { type Answer, answerOf, textOf } from './answer.ts';
import { affects, type CatalogChange, rewordsProducts } from './catalog-change.ts';
import { type CatalogQuery, isShared } from './catalog-query.ts';
import { type HeardChanges, REMEMBER_MS } from './heard-changes.ts';
import type { Knowledge } from './knowledge.ts';
import type { AnswerSource, CacheCounts, LookupResult } from './lookup.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { SharedTier } from './shared-tier.ts';
import { type Snapshot, sees } from './snapshot.ts';

/** What the contract allows for the stock shown, in ms. */
export const LIFE_MS = 1_000;
/** From here to there, at random, an answer that is asked for is loaded anew while it is served, in ms. */
const REFRESH_FROM_MS = 600;
const REFRESH_TO_MS = 800;

/**
 * How long the list of categories lives, in ms: no sale changes it, changes by administrators end it at once, and
 * counting a million products takes longer than a second is worth. Shorter than changes are remembered.
 */
const CATEGORIES_LIFE_MS = 5_000;

/** It ends where a price in it may be another one. */
export function lifeOf(query: CatalogQuery, { holdsMs = Number.POSITIVE_INFINITY }: Answer): number {
  return Math.min(query.kind === 'categories' ? CATEGORIES_LIFE_MS : LIFE_MS, holdsMs);
}

/** One load of an answer at a time; whoever wants it meanwhile waits for the same one. */
export interface Loads {
  has(key: string): boolean;
  /** Joins the load that is under way, or begins one. @param kept whether it is worth keeping */
  join(key: string, query: CatalogQuery, kept: boolean): Promise<LookupResult | undefined>;
  /** Who asks from now on does not wait for an answer from before this change. */
  detach(change: CatalogChange): void;
  /** Nothing that is under way is kept; Redis is read where `from` is given, for what was loaded since. */
  startAnew(from: Snapshot | undefined): void;
}

interface Load {
  readonly query: CatalogQuery;
  /** Taken before it began. */
  snapshot: Snapshot | undefined;
  promise: Promise<LookupResult | undefined>;
}

export interface LoadsContext {
  source: AnswerSource;
  shared: SharedTier | undefined;
  memory: MemoryTier;
  heard: HeardChanges;
  counts: CacheCounts;
}

export function createLoads({ source, shared, memory, heard, counts }: LoadsContext): Loads {
  const underWay = new Map<string, Load>();
  let hearsFrom: Snapshot | undefined;
  let era = 0;

  const keep = (
    key: string,
    query: CatalogQuery,
    loaded: Answer,
    knowledge: Knowledge,
    began: number,
  ): Answer => {
    const old = memory.get(key);
    // A slow load may come after a later one.
    if (old && old.began > began) return loaded;
    const lifeMs = lifeOf(query, loaded);
    // What has not changed keeps what was made of it: compressed bytes, heads.
    const answer = old?.answer.bytes === loaded.bytes ? old.answer : loaded;
    const refreshMs = REFRESH_FROM_MS + Math.random() * (REFRESH_TO_MS - REFRESH_FROM_MS);
    memory.put({
      key,
      query,
      answer,
      knowledge,
      began,
      refreshAt: began + refreshMs * (lifeMs / LIFE_MS),
      expiresAt: began + lifeMs,
      retryAt: 0,
      urls: [],
      uses: 0,
      recent: false,
    });
    return answer;
  };

  const fromRedis = async (key: string, query: CatalogQuery): Promise<LookupResult | undefined> => {
    if (!shared || !hearsFrom || !isShared(query)) return undefined;
    const [asked, inEra] = [performance.now(), era];
    const found = await shared.get(key);
    // What everybody else is about to load anew is of no use.
    if (!found || found.lifeMs <= LIFE_MS - REFRESH_FROM_MS || era !== inEra) return undefined;
    if (!hearsFrom || found.snapshot.xmin < hearsFrom.xmax) return undefined;
    const answer = answerOf(query, JSON.parse(found.text), found.text);
    if (!heard.isCurrent(found, query, answer.shown)) return undefined;
    counts.redis++;
    const began = asked + found.lifeMs - LIFE_MS;
    return { answer: keep(key, query, answer, { snapshot: found.snapshot }, began), from: 'redis' };
  };

  const fromDatabase = async (key: string, load: Load, kept: boolean): Promise<LookupResult | undefined> => {
    const inEra = era;
    const { query } = load;
    // A product brings the one of its own statement.
    if (kept && query.kind !== 'product') load.snapshot = await source.snapshot();
    const began = performance.now();
    counts.database++;
    const loaded = await source.load(query);
    if (!loaded) {
      memory.delete(key);
      return undefined;
    }
    const { answer, words, snapshot = load.snapshot } = loaded;
    const took = performance.now() - began;
    const isSafe = kept && snapshot !== undefined && era === inEra && took < REMEMBER_MS / 2;
    const until = answer.holdsMs === undefined ? undefined : began + answer.holdsMs;
    if (!isSafe || !heard.isCurrent({ snapshot, words }, query, answer.shown))
      return { answer, until, from: 'database' };
    if (shared && isShared(query) && answer.shown.ids.length > 0) {
      void shared.put(key, snapshot, textOf(answer), lifeOf(query, answer) - took);
    }
    return { answer: keep(key, query, answer, { snapshot, words }, began), until, from: 'database' };
  };

  const begin = (key: string, query: CatalogQuery, kept: boolean): Load => {
    const load: Load = { query, snapshot: undefined, promise: Promise.resolve(undefined) };
    const run = async (): Promise<LookupResult | undefined> => {
      // Whatever is wrong with what Redis holds, the database has it right.
      const found = kept ? await fromRedis(key, query).catch(() => undefined) : undefined;
      return found ?? fromDatabase(key, load, kept);
    };
    load.promise = run().finally(() => {
      if (underWay.get(key) === load) underWay.delete(key);
    });
    underWay.set(key, load);
    return load;
  };

  const join: Loads['join'] = async (key, query, kept) => {
    const load = underWay.get(key);
    if (!load) return begin(key, query, kept).promise;
    const asked = performance.now();
    const result = await load.promise;
    // Its price was over before we asked.
    return result?.until !== undefined && result.until <= asked ? join(key, query, kept) : result;
  };

  return {
    has: (key) => underWay.has(key),
    join,
    detach(change) {
      for (const [key, { query, snapshot }] of underWay) {
        // A search may have words from before what its snapshot sees.
        const isOfWords =
          query.kind === 'list' && query.parameters.q !== undefined && rewordsProducts(change);
        const knows = snapshot !== undefined && sees(snapshot, change.xid) && !isOfWords;
        if (!knows && affects(change, query, undefined)) underWay.delete(key);
      }
    },
    startAnew(from) {
      hearsFrom = from;
      era++;
      underWay.clear();
    },
  };
}
