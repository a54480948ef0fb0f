import type { Fact } from '../provider.ts';
import { failureOf } from './stripe-failure.ts';

/** Keys that are made of one, each where Stripe keeps a 500 under the one before. */
const MOST_KEYS = 3;

export interface CarryOut<T> {
  /** The key that was committed before. */
  key: string;
  /** Does it under a key. */
  send: (key: string) => Promise<T>;
  /** The outcome, where it is there already, whoever brought it about. */
  look?: () => Promise<T | undefined>;
  /** Whether doing it once more, after Stripe failed and nothing is to be seen, can do no harm. */
  canRepeat: boolean;
}

/**
 * Does something at Stripe once. It keeps the answer to a key, a 500 too, so that the same key does not help after one: then
 * what is there counts, and not what was answered.
 *
 * @throws {ProviderRefused} nothing happened
 * @throws {ProviderUnavailable} nobody knows: the same again
 */
export async function carryOut<T>({ key, send, look, canRepeat }: CarryOut<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send(tries === 1 ? key : `${key}-${tries}`);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'unknown') throw failure.error;
      const found = await look?.();
      if (found !== undefined) return found;
      if (failure.kind === 'refused' || !failure.kept || !canRepeat || tries === MOST_KEYS)
        throw failure.error;
    }
  }
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
