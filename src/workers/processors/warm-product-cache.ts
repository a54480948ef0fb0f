import type { AnswerSource } from '../../catalog/cache/lookup.ts';
import type { SharedTier } from '../../catalog/cache/shared-tier.ts';
import { warmProductCache as warm } from '../../catalog/cache/warm-product-cache.ts';
import type { Processor } from '../processor.ts';

export interface WarmProductCacheContext {
  source: AnswerSource;
  /** Undefined where the cache lives in the memory of each API process, which warms itself. */
  sharedTier: SharedTier | undefined;
}

/** Loads the lists that are asked for most, whichever they are. */
export function warmProductCache({
  source,
  sharedTier,
}: WarmProductCacheContext): Processor<'catalog.warm-product-cache'> {
  return async ({ reason }, { log }) => {
    if (!sharedTier) return;
    const answers = await warm(source, sharedTier);
    log.debug({ reason, answers }, 'product cache warmed');
  };
}
