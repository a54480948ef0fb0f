import { setTimeout as sleep } from 'node:timers/promises';
import type { Victim } from './victims.ts';

export interface MonkeySettings {
  seed: number;
  /** Pause before the next kill, in ms: any time between the two. */
  pauseMs: readonly [number, number];
  /** How long the victim stays away, in ms. */
  awayMs: readonly [number, number];
  /** Times that every victim is killed; each round in another order. */
  rounds: number;
}

/** Kills and starts again, at random. @returns how often each victim was killed */
export async function runMonkey(
  victims: readonly Victim[],
  settings: MonkeySettings,
): Promise<Record<string, number>> {
  const random = randomFrom(settings.seed);
  const between = ([least, most]: readonly [number, number]) => least + random() * (most - least);
  const kills: Record<string, number> = {};
  for (let round = 0; round < settings.rounds; round++) {
    const order = victims.map((victim) => ({ victim, rank: random() })).sort((a, b) => a.rank - b.rank);
    for (const { victim } of order) {
      await sleep(between(settings.pauseMs));
      await victim.kill();
      kills[victim.name] = (kills[victim.name] ?? 0) + 1;
      await sleep(between(settings.awayMs));
      await victim.start();
    }
  }
  return kills;
}

/** Numbers from 0 to 1 that are the same for the same seed: mulberry32 (T. Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
