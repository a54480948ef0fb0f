import type { Pool } from 'pg';
import type { ProductCache } from '../../catalog/product-cache.ts';
import { warmProductCache as warm } from '../../catalog/warm-product-cache.ts';
import type { Processor } from '../processor.ts';

export interface WarmProductCacheContext {
  pool: Pool;
  /** Undefined where the cache lives in the memory of each API process: nothing to warm from here. */
  cache: ProductCache | undefined;
}

/** Loads the pages that every shop front asks for first. */
export function warmProductCache({
  pool,
  cache,
}: WarmProductCacheContext): Processor<'catalog.warm-product-cache'> {
  return async ({ reason }, { log }) => {
    if (!cache) return;
    const answers = await warm(pool, cache);
    log.debug({ reason, answers }, 'product cache warmed');
  };
}
