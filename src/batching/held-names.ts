import { setTimeout as delay } from 'node:timers/promises';

/** What others, outside of this process, do with that which batches touch. */
export interface Others {
  /** Which of `names` somebody holds right now. Waits for nobody. */
  findHeld(names: string[]): Promise<string[]>;
  /** Queues up for `name` and lets it go at once. @throws when it did not get it in a bounded time */
  waitFor(name: string): Promise<void>;
}

/** How often it is asked what is free again, in ms, beside waiting for one name. */
const ASK_MS = 100;

export interface HeldNames {
  /** Held when they were last asked for; whoever touches one of them had better wait. */
  readonly names: ReadonlySet<string>;
  /** Finds out which of `names` are held, and watches these until they are free. */
  add(names: string[]): Promise<void>;
}

/**
 * Remembers what others hold, so that nobody waits for them in a slot. One name at a time is queued for, in turn:
 * asking alone would never find free what many want one after the other.
 *
 * @param isWanted whether anybody waits for one of the names; when nobody does, they are forgotten
 * @param onFreed told when a name is free again
 */
export function createHeldNames(others: Others, isWanted: () => boolean, onFreed: () => void): HeldNames {
  const names = new Set<string>();
  let watching = false;

  const queueForFirst = async () => {
    const [first = ''] = names;
    // The next one has its turn the next time.
    names.delete(first);
    names.add(first);
    await others.waitFor(first).then(
      () => names.delete(first),
      // However soon it failed, it is asked for at this pace.
      () => delay(ASK_MS),
    );
  };

  const watch = async () => {
    let queued: Promise<void> | undefined;
    while (names.size > 0) {
      queued ??= queueForFirst().finally(() => {
        queued = undefined;
      });
      const pause = new AbortController();
      await Promise.race([queued, delay(ASK_MS, undefined, { signal: pause.signal }).catch(() => {})]);
      pause.abort();
      const asked = [...names];
      // A database that cannot be asked holds nothing back: whoever goes on learns of it.
      const held = new Set(await others.findHeld(asked).catch(() => []));
      for (const name of asked) if (!held.has(name)) names.delete(name);
      if (!isWanted()) names.clear();
      onFreed();
    }
    watching = false;
  };

  return {
    names,
    async add(asked) {
      for (const name of await others.findHeld(asked).catch(() => [])) names.add(name);
      if (names.size === 0 || watching) return;
      watching = true;
      void watch();
    },
  };
}
