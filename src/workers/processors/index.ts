import type { Processors } from '../processor.ts';
import { type PruneContext, prune } from './prune.ts';
import { reconcileStock } from './reconcile-stock.ts';
import { type RemoveAbandonedCartsContext, removeAbandonedCarts } from './remove-abandoned-carts.ts';
import { type SendConfirmationEmailContext, sendConfirmationEmail } from './send-confirmation-email.ts';
import { type WarmProductCacheContext, warmProductCache } from './warm-product-cache.ts';

export type ProcessorsContext = SendConfirmationEmailContext &
  WarmProductCacheContext &
  PruneContext &
  RemoveAbandonedCartsContext;

/** Nothing owes these yet: whoever does, waits for a worker that sends them. */
const unsent = async (): Promise<void> => {
  throw new Error('This version does not send this mail yet');
};

/** The processor of each job, with what it needs. */
export function createProcessors(context: ProcessorsContext): Processors {
  return {
    'order.send-confirmation-email': sendConfirmationEmail(context),
    'order.send-shipped-email': unsent,
    'order.send-cancelled-email': unsent,
    'order.send-return-received-email': unsent,
    'order.send-refunded-email': unsent,
    'catalog.warm-product-cache': warmProductCache(context),
    'ledger.reconcile-stock': reconcileStock(context),
    'cart.remove-abandoned': removeAbandonedCarts(context),
    ...prune(context),
  };
}
