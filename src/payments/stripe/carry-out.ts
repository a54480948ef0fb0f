import { randomUUID } from 'node:crypto';
import type { Fact } from '../provider.ts';
import { failureOf } from './stripe-failure.ts';

export interface CarryOut<T> {
  /** The key that was committed before. */
  key: string;
  /** Does it under a key. */
  send: (key: string) => Promise<T>;
  /** The outcome, where it is there already, whoever brought it about. */
  look?: () => Promise<T | undefined>;
  /** The outcome, looked for before another key is used. */
  find?: () => Promise<T | undefined>;
  /** Whether doing it twice can do no harm. */
  canRepeat: boolean;
}

/**
 * Does something at Stripe once. It keeps the answer to a key, a 500 too, so that the same key does not help after one: then
 * what is there counts, and not what was answered; where nothing is, it goes under a new key if that can do no harm.
 *
 * @throws {ProviderRefused} nothing happened
 * @throws {ProviderUnavailable} nobody knows: the same again
 */
export async function carryOut<T>({ key, send, look, find, canRepeat }: CarryOut<T>): Promise<T> {
  const attempt = async (under: string, isLast: boolean): Promise<T> => {
    try {
      return await send(under);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'unknown') throw failure.error;
      const found = await look?.();
      if (found !== undefined) return found;
      if (isLast || failure.kind === 'refused' || !failure.kept) throw failure.error;
      const made = await find?.();
      if (made !== undefined) return made;
      // Of no meaning to anybody: whatever becomes of it, this key is not used again.
      return attempt(`${key}-${randomUUID()}`, true);
    }
  };
  return attempt(key, !canRepeat);
}

/** Asks, and does not change anything. @throws as above */
export async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw failureOf(error).error;
  }
}

/** The facts, where one of these kinds is among them. */
export const whereThereIs = (facts: Fact[], ...kinds: Fact['kind'][]): Fact[] | undefined =>
  facts.some(({ kind }) => kinds.includes(kind)) ? facts : undefined;
