/** How something is, worst last. `unknown` is what could not be asked. */
export const levels = ['ok', 'unknown', 'degraded', 'critical'] as const;
export type Level = (typeof levels)[number];

/** A judgement with its reason, in words for somebody who does not know the code. */
export interface Health {
  level: Level;
  words: string;
  /** One word for it, where the level's own does not fit. */
  label?: string;
}

export const ok = (words: string): Health => ({ level: 'ok', words });
export const degraded = (words: string, label = 'Behind'): Health => ({ level: 'degraded', words, label });
export const critical = (words: string): Health => ({ level: 'critical', words });
export const unknown = (words: string): Health => ({ level: 'unknown', words });

/** The worst of several. */
export function worst(healths: readonly Health[]): Level {
  return levels[Math.max(0, ...healths.map((health) => levels.indexOf(health.level)))] as Level;
}
