import { Overloaded } from './batcher.ts';

/** Turns at names, such as those of carts: two pieces of work for one name go one after the other. */
export interface NamedTurns {
  /** @throws {Overloaded} when too many wait for the name already, or it was waited for too long */
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * @param most that may wait for one name
 * @param maxWaitMs how long one may wait for its turn
 */
export function createNamedTurns(most: number, maxWaitMs: number): NamedTurns {
  const lines = new Map<string, { last: Promise<unknown>; size: number }>();
  return {
    take(name, work) {
      const line = lines.get(name) ?? { last: Promise.resolve(), size: 0 };
      if (line.size > most) return Promise.reject(new Overloaded('too many wait for their turn'));
      const cameAt = performance.now();
      const begin = () => {
        if (performance.now() - cameAt <= maxWaitMs) return work();
        throw new Overloaded(`waited for ${maxWaitMs} ms`);
      };
      const mine = line.size === 0 ? work() : line.last.then(begin);
      line.size++;
      lines.set(name, line);
      const end = () => {
        if (--line.size === 0) lines.delete(name);
      };
      line.last = mine.then(end, end);
      return mine;
    },
  };
}
