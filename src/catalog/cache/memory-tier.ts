import type { Entry } from './cache-entry.ts';
import type { CatalogChange } from './catalog-change.ts';
import { createEntryIndex } from './entry-index.ts';

export interface MemoryTier {
  readonly bytes: number;
  readonly size: number;
  get(key: string): Entry | undefined;
  byUrl(url: string): Entry | undefined;
  put(entry: Entry): void;
  /** Lets the address find the entry without its query being read. */
  name(entry: Entry, url: string): void;
  delete(key: string): void;
  entries(): Iterable<Entry>;
  /** Those that a change may make wrong. */
  candidates(change: CatalogChange): Iterable<Entry>;
  clear(): void;
}

/** Ways of writing one query that are remembered, and how long they may be. */
const MAX_URLS = 4;
const MAX_URL_LENGTH = 300;

/** Bounded by bytes. What was served since the last look gets a second chance, so a crawl evicts itself first. */
export function createMemoryTier(maxBytes: number): MemoryTier {
  const byKey = new Map<string, Entry>();
  const byUrl = new Map<string, Entry>();
  const index = createEntryIndex();
  let bytes = 0;

  const remove = (key: string): void => {
    const entry = byKey.get(key);
    if (entry === undefined) return;
    byKey.delete(key);
    bytes -= entry.answer.room;
    for (const url of entry.urls) byUrl.delete(url);
    index.remove(entry);
  };
  const evict = (): void => {
    for (const entry of byKey.values()) {
      if (bytes <= maxBytes) return;
      if (entry.recent) {
        entry.recent = false;
        byKey.delete(entry.key);
        byKey.set(entry.key, entry);
      } else {
        remove(entry.key);
      }
    }
  };
  return {
    get bytes() {
      return bytes;
    },
    get size() {
      return byKey.size;
    },
    get: (key) => byKey.get(key),
    byUrl: (url) => byUrl.get(url),
    put(entry) {
      const old = byKey.get(entry.key);
      if (old) {
        remove(old.key);
        entry.urls.push(...old.urls);
        entry.uses += old.uses;
      }
      byKey.set(entry.key, entry);
      index.add(entry);
      for (const url of entry.urls) byUrl.set(url, entry);
      bytes += entry.answer.room;
      evict();
    },
    name(entry, url) {
      if (byKey.get(entry.key) !== entry || entry.urls.length >= MAX_URLS) return;
      if (url.length > MAX_URL_LENGTH || byUrl.has(url)) return;
      entry.urls.push(url);
      byUrl.set(url, entry);
    },
    delete: remove,
    entries: () => byKey.values(),
    candidates: (change) => index.candidates(change),
    clear() {
      byKey.clear();
      byUrl.clear();
      index.clear();
      bytes = 0;
    },
  };
}
