import { textOf } from './answer.ts';
import { isShared, queryOf } from './catalog-query.ts';
import { lifeOf } from './loads.ts';
import type { AnswerSource } from './lookup.ts';
import type { SharedTier } from './shared-tier.ts';

/** Lists that are loaded: as many as a shop front has. */
const WARMED_LISTS = 12;

/**
 * Puts the lists that were served most in the last minutes into Redis, whichever they are.
 * @returns how many were loaded
 */
export async function warmProductCache(source: AnswerSource, shared: SharedTier): Promise<number> {
  let loaded = 0;
  for (const key of await shared.hottest(WARMED_LISTS)) {
    const query = queryOf(key);
    if (!isShared(query)) continue;
    const snapshot = await source.snapshot();
    const began = performance.now();
    const answer = (await source.load(query))?.answer;
    if (!answer) continue;
    await shared.put(key, snapshot, textOf(answer), lifeOf(query, answer) - (performance.now() - began));
    loaded++;
  }
  return loaded;
}
