import { createAdmission } from './admission.ts';
import { type Answer, answerOf, bodyOf } from './answer.ts';
import { affects, type CatalogChange } from './catalog-change.ts';
import { createHeardChanges, REMEMBER_MS } from './heard-changes.ts';
import { createMemoryTier, type Entry } from './memory-tier.ts';
import { isShared, keyOf, type Question } from './question.ts';
import type { SharedTier } from './shared-tier.ts';
import { type Snapshot, sees } from './snapshot.ts';

/**
 * Answers of the catalog as the bytes that are sent: in the memory of this process, then in Redis, then from
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
  read(question: Question, url?: string): Promise<Reading | undefined>;
  /** A change that is committed: at once after it in the process that made it, when it is heard of in others. */
  apply(change: CatalogChange): void;
  /** Whether changes of other processes are heard of; from this snapshot on, when they are (again). */
  hears(from: Snapshot | undefined): void;
  /** Passes on to the other processes what is asked for, so that it can be warmed. */
  shareUses(): Promise<void>;
  readonly counts: Readonly<CacheCounts>;
  readonly bytes: number;
}

export interface Reading {
  answer: Answer;
  from: 'memory' | 'redis' | 'database' | 'stale';
  /** For a stale one: how long it is past its time, in ms. */
  lateMs?: number;
}

export interface CacheCounts {
  memory: number;
  redis: number;
  database: number;
  stale: number;
}

/** Where answers come from when no tier has them. */
export interface AnswerSource {
  load(question: Question): Promise<Answer | undefined>;
  snapshot(): Promise<Snapshot>;
}

/** What the contract allows for the stock shown, in ms. */
export const LIFE_MS = 1_000;
/** From here to there, at random, an answer that is asked for is loaded anew while it is served, in ms. */
const REFRESH_FROM_MS = 600;
const REFRESH_TO_MS = 800;
/** A database that fails, or takes longer than this, has readers served what is past its time, in ms. */
const PATIENCE_MS = 1_000;
/** How far past its time, in ms, and how long a failed load is not repeated. */
export const STALE_MS = 30_000;
const RETRY_MS = 200;
const MAX_BYTES = 64 * 1_024 * 1_024;
/** Lists that are counted, and that a shop without Redis loads again after a change. */
const HOT_LISTS = 20;

interface Flight {
  readonly question: Question;
  snapshot: Snapshot | undefined;
  promise: Promise<Reading | undefined>;
}

export function createProductCache(
  source: AnswerSource,
  shared?: SharedTier,
  maxBytes = MAX_BYTES,
): ProductCache {
  const memory = createMemoryTier(maxBytes);
  const admission = createAdmission();
  const heard = createHeardChanges();
  const flights = new Map<string, Flight>();
  const counts: CacheCounts = { memory: 0, redis: 0, database: 0, stale: 0 };
  /** Redis is read only while changes are heard of, and then nothing that was loaded before. */
  let hearsFrom: Snapshot | undefined;
  let era = 0;

  const keep = (key: string, question: Question, answer: Answer, snapshot: Snapshot, began: number): void => {
    // A slow load may come after a later one.
    if ((memory.get(key)?.expiresAt ?? 0) > began + LIFE_MS) return;
    memory.put({
      key,
      question,
      answer,
      snapshot,
      refreshAt: began + REFRESH_FROM_MS + Math.random() * (REFRESH_TO_MS - REFRESH_FROM_MS),
      expiresAt: began + LIFE_MS,
      retryAt: 0,
      urls: [],
      uses: 0,
      recent: true,
    });
  };

  const fromRedis = async (key: string, question: Question): Promise<Reading | undefined> => {
    const [asked, inEra] = [performance.now(), era];
    const found = await shared!.get(key);
    // What is about to be loaded anew by everybody else is of no use.
    if (!found || found.lifeMs <= LIFE_MS - REFRESH_FROM_MS || era !== inEra || !hearsFrom) return undefined;
    if (found.snapshot.xmin < hearsFrom.xmax) return undefined;
    const answer = answerOf(question, JSON.parse(found.text), found.text);
    if (!heard.isCurrent(found.snapshot, question, answer.shown)) return undefined;
    keep(key, question, answer, found.snapshot, asked + found.lifeMs - LIFE_MS);
    counts.redis++;
    return { answer, from: 'redis' };
  };

  const fromDatabase = async (key: string, flight: Flight, kept: boolean): Promise<Reading | undefined> => {
    const inEra = era;
    if (kept) flight.snapshot = await source.snapshot();
    const { question, snapshot } = flight;
    const began = performance.now();
    counts.database++;
    const answer = await source.load(question);
    if (!answer) {
      const old = memory.get(key);
      if (old) memory.delete(old);
      return undefined;
    }
    const took = performance.now() - began;
    const isSafe = snapshot !== undefined && era === inEra && took < REMEMBER_MS / 2;
    if (isSafe && heard.isCurrent(snapshot, question, answer.shown)) {
      keep(key, question, answer, snapshot, began);
      if (shared && isShared(question) && answer.shown.ids.length > 0) {
        void shared.put(key, snapshot, bodyOf(answer.identity).toString(), LIFE_MS - took);
      }
    }
    return { answer, from: 'database' };
  };

  /** One load of an answer at a time; whoever wants it meanwhile waits for the same one. */
  const begin = (key: string, question: Question, kept: boolean): Flight => {
    const flight: Flight = { question, snapshot: undefined, promise: Promise.resolve(undefined) };
    const fly = async (): Promise<Reading | undefined> => {
      const canShare = kept && shared !== undefined && hearsFrom !== undefined && isShared(question);
      // Whatever is wrong with what Redis holds, the database has it right.
      const found = canShare ? await fromRedis(key, question).catch(() => undefined) : undefined;
      return found ?? fromDatabase(key, flight, kept);
    };
    flight.promise = fly().finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    flights.set(key, flight);
    return flight;
  };

  const refresh = (entry: Entry): void => {
    if (flights.has(entry.key) || performance.now() < entry.retryAt) return;
    begin(entry.key, entry.question, true).promise.catch(() => {
      entry.retryAt = performance.now() + RETRY_MS;
    });
  };

  const serve = (entry: Entry): Answer => {
    entry.uses++;
    entry.recent = true;
    counts.memory++;
    return entry.answer;
  };

  const stale = (entry: Entry): Reading => {
    counts.stale++;
    return { answer: entry.answer, from: 'stale', lateMs: performance.now() - entry.expiresAt };
  };

  /** Waits for the load, and serves what there was when that fails or takes too long. */
  const readOrStale = async (entry: Entry, flight: Flight): Promise<Reading | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<'too long'>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, 'too long');
    });
    try {
      const reading = await Promise.race([flight.promise, tooLong]);
      if (reading !== 'too long') return reading;
    } catch (error) {
      entry.retryAt = performance.now() + RETRY_MS;
      if (memory.get(entry.key) !== entry) throw error;
    } finally {
      clearTimeout(timer);
    }
    // A change meanwhile: what there was is wrong now, and not merely old.
    return memory.get(entry.key) === entry ? stale(entry) : flight.promise;
  };

  return {
    counts,
    get bytes() {
      return memory.bytes;
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
    async read(question, url) {
      const key = keyOf(question);
      const entry = memory.get(key);
      const now = performance.now();
      if (entry && now < entry.expiresAt) {
        if (url !== undefined) memory.name(entry, url);
        if (now >= entry.refreshAt) refresh(entry);
        return { answer: serve(entry), from: 'memory' };
      }
      const last = entry && now < entry.expiresAt + STALE_MS ? entry : undefined;
      if (last && now < last.retryAt) return stale(last);
      const flight = flights.get(key) ?? begin(key, question, entry !== undefined || admission.seen(key));
      const reading = await (last ? readOrStale(last, flight) : flight.promise);
      const kept = memory.get(key);
      if (kept && url !== undefined && kept.answer === reading?.answer) memory.name(kept, url);
      return reading;
    },
    apply(change) {
      heard.add(change);
      for (const [key, flight] of flights) {
        // Who asks from now on must not wait for an answer from before.
        const knows = flight.snapshot !== undefined && sees(flight.snapshot, change.xid);
        if (!knows && affects(change, flight.question, undefined)) flights.delete(key);
      }
      const dropped: Entry[] = [];
      for (const entry of memory.entries()) {
        if (sees(entry.snapshot, change.xid)) continue;
        if (affects(change, entry.question, entry.answer.shown)) dropped.push(entry);
      }
      for (const entry of dropped) memory.delete(entry);
      // With Redis the worker does this for all processes.
      if (shared) return;
      for (const { key, question } of hottest(dropped)) {
        if (!flights.has(key)) begin(key, question, true).promise.catch(() => {});
      }
    },
    hears(from) {
      hearsFrom = from;
      if (from === undefined) return;
      // What changed in between is not known: nothing from before counts.
      era++;
      memory.clear();
      flights.clear();
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
    .filter(({ question, uses }) => question.kind === 'list' && uses > 0)
    .sort((a, b) => b.uses - a.uses)
    .slice(0, HOT_LISTS);
}
