import { median } from '../setup/median.ts';

/** Slower by less than this is taken for the same. */
export const TOLERANCE = 0.03;

export type Verdict = 'faster' | 'the same' | 'slower' | 'not told apart: more pairs, or a quieter machine';

export interface Comparison {
  verdict: Verdict;
  says: string;
}

/**
 * Judges pairs of rates by the ratio after / before of each pair: the median, and the interval between two of the ordered
 * ratios that holds the true median in at least 95 of 100 comparisons, whatever the ratios' distribution.
 */
export function compare(before: readonly number[], after: readonly number[]): Comparison {
  const ratios = before.map((rate, n) => after[n]! / rate).sort((a, b) => a - b);
  const skip = ranksOutside(ratios.length);
  const low = ratios[skip]!;
  const high = ratios.at(-1 - skip)!;
  return {
    verdict: verdictOf(low, high),
    says: `median ${median(ratios).toFixed(3)}, 95 % within ${low.toFixed(3)} to ${high.toFixed(3)} (pairs ${ratios.map((r) => r.toFixed(2)).join(' ')})`,
  };
}

function verdictOf(low: number, high: number): Verdict {
  if (low > 1 + TOLERANCE) return 'faster';
  if (high < 1 - TOLERANCE) return 'slower';
  if (low >= 1 - TOLERANCE) return 'the same';
  return 'not told apart: more pairs, or a quieter machine';
}

/** How many ordered values at each end may be left out: P(binomial(n, 1/2) <= skip) <= 2.5 %. */
function ranksOutside(n: number): number {
  let skip = 0;
  let term = 0.5 ** n;
  let tail = term;
  while (tail <= 0.025) {
    skip++;
    term *= (n - skip + 1) / skip;
    tail += term;
  }
  return Math.max(skip - 1, 0);
}
