import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/**
 * Answers of the catalog, kept as the text that is sent. Cache-aside: a miss loads from the database.
 *
 * An entry is good for a second, because sales change the stock that it shows and do not drop it. A change
 * by an administrator drops everything at once: entries carry the generation under which their load began,
 * and a change starts a new one. So a reader that loaded before a change cannot put the old answer back.
 */
export interface ProductCache {
  /** The cached text, or what `load` gives (undefined is not kept). Never fails because of the cache. */
  read(key: string, load: () => Promise<string | undefined>): Promise<string | undefined>;
  /** Loads and keeps, whatever is there. */
  refresh(key: string, load: () => Promise<string | undefined>): Promise<void>;
  /** After the commit of a change, before its answer. Never fails. */
  drop(): Promise<void>;
}

/** What the contract allows for the stock shown. */
export const MAX_AGE_MS = 1_000;

/** A cache that takes longer than this is worse than none. */
const REDIS_PATIENCE_MS = 100;

const GENERATION_KEY = 'catalog:generation';

export function createRedisProductCache(redis: Redis, onFault: (error: unknown) => void): ProductCache {
  const attempt = async <T>(command: () => Promise<T>): Promise<T | undefined> => {
    if (redis.status !== 'ready') return undefined;
    try {
      return await withPatience(command());
    } catch (error) {
      onFault(error);
      return undefined;
    }
  };
  const load = async (key: string, generation: string | null, loader: () => Promise<string | undefined>) => {
    const text = await loader();
    if (text !== undefined && generation !== null) {
      await attempt(() => redis.set(`catalog:${key}`, `${generation} ${text}`, 'PX', MAX_AGE_MS));
    }
    return text;
  };
  // A change that Redis could not be told of is made up for before anything is read from it again. `missed`
  // counts drops, so that an older drop that succeeds late does not cover for a newer one that failed.
  let drops = 0;
  let missed = 0;
  const drop = async (): Promise<void> => {
    const mine = ++drops;
    const done = await attempt(() => redis.set(GENERATION_KEY, randomUUID()));
    if (done === undefined) missed = Math.max(missed, mine);
    else if (missed <= mine) missed = 0;
  };
  const isCurrent = async (): Promise<boolean> => {
    if (missed > 0) await drop();
    return missed === 0;
  };
  // While this process was cut off, another one may have been too: what is in there is nobody's to trust.
  redis.on('ready', drop);
  const currentGeneration = async (): Promise<string | null> => {
    const fresh = randomUUID();
    return (await attempt(() => redis.set(GENERATION_KEY, fresh, 'NX', 'GET'))) ?? fresh;
  };

  return {
    async read(key, loader) {
      if (!(await isCurrent())) return loader();
      const found = await attempt(() => redis.mget(GENERATION_KEY, `catalog:${key}`));
      if (!found) return loader();
      const [generation, entry] = found;
      if (generation && entry?.startsWith(`${generation} `)) return entry.slice(generation.length + 1);
      return load(key, generation ?? (await currentGeneration()), loader);
    },
    async refresh(key, loader) {
      if (await isCurrent()) await load(key, await currentGeneration(), loader);
    },
    drop,
  };
}

/** For a shop without Redis: the same, inside one process. Bounded, oldest entries first. */
export function createMemoryProductCache(maxEntries = 1_000): ProductCache {
  const entries = new Map<string, { text: string; generation: number; expires: number }>();
  let generation = 0;
  const load = async (key: string, loader: () => Promise<string | undefined>) => {
    const began = generation;
    const expires = Date.now() + MAX_AGE_MS;
    const text = await loader();
    if (text !== undefined) {
      entries.delete(key);
      if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!);
      entries.set(key, { text, generation: began, expires });
    }
    return text;
  };
  return {
    async read(key, loader) {
      const entry = entries.get(key);
      if (entry && entry.generation === generation && entry.expires > Date.now()) return entry.text;
      return load(key, loader);
    },
    async refresh(key, loader) {
      await load(key, loader);
    },
    async drop() {
      generation++;
      entries.clear();
    },
  };
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Redis took longer than ${REDIS_PATIENCE_MS} ms`)),
      REDIS_PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
  }
}
