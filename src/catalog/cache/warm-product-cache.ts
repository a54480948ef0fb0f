import { bodyOf } from './answer.ts';
import { isShared, questionOf } from './catalog-query.ts';
import { LIFE_MS } from './loads.ts';
import type { AnswerSource } from './product-cache.ts';
import type { SharedTier } from './shared-tier.ts';

/** Lists that are loaded: as many as a shop front has. */
const HOT_LISTS = 12;

/**
 * Puts the lists that were served most in the last minutes into Redis, whichever they are.
 * @returns how many were loaded
 */
export async function warmProductCache(source: AnswerSource, shared: SharedTier): Promise<number> {
  let loaded = 0;
  for (const key of await shared.hottest(HOT_LISTS)) {
    const question = questionOf(key);
    if (!isShared(question)) continue;
    const snapshot = await source.snapshot();
    const began = performance.now();
    const answer = await source.load(question);
    if (!answer) continue;
    await shared.put(
      key,
      snapshot,
      bodyOf(answer.identity).toString(),
      LIFE_MS - (performance.now() - began),
    );
    loaded++;
  }
  return loaded;
}
