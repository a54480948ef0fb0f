import type { Processors } from '../processor.ts';
import { type SendConfirmationEmailContext, sendConfirmationEmail } from './send-confirmation-email.ts';
import { type WarmProductCacheContext, warmProductCache } from './warm-product-cache.ts';

/** The processor of each job, with what it needs. */
export function createProcessors(
  context: SendConfirmationEmailContext & WarmProductCacheContext,
): Processors {
  return {
    'order.send-confirmation-email': sendConfirmationEmail(context),
    'catalog.warm-product-cache': warmProductCache(context),
  };
}
