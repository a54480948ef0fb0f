/** How something is, worst last. `unknown` is what could not be asked. */
export const levels = ['fine', 'unknown', 'behind', 'trouble'] as const;
export type Level = (typeof levels)[number];

/** A judgement with its reason, in words for somebody who does not know the code. */
export interface Verdict {
  level: Level;
  words: string;
  /** One word for it, where the level's own does not fit. */
  label?: string;
}

export const fine = (words: string): Verdict => ({ level: 'fine', words });
export const behind = (words: string, label = 'Behind'): Verdict => ({ level: 'behind', words, label });
export const trouble = (words: string): Verdict => ({ level: 'trouble', words });
export const unknown = (words: string): Verdict => ({ level: 'unknown', words });

/** The worst of several. */
export function worst(verdicts: readonly Verdict[]): Level {
  return levels[Math.max(0, ...verdicts.map((verdict) => levels.indexOf(verdict.level)))] as Level;
}
