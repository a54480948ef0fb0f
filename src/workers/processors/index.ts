import type { Processors } from '../processor.ts';
import { continueErasures } from './continue-erasures.ts';
import { type EraseOldOrdersContext, eraseOldOrders } from './erase-old-orders.ts';
import { expireUnpaidOrders } from './expire-unpaid-orders.ts';
import { type InvoicesContext, invoices } from './invoices.ts';
import { type PaymentsContext, payments } from './payments.ts';
import { type PruneContext, prune } from './prune.ts';
import { reconcileStock } from './reconcile-stock.ts';
import { type RemoveAbandonedCartsContext, removeAbandonedCarts } from './remove-abandoned-carts.ts';
import { removeGuests } from './remove-guests.ts';
import { rollUpSales } from './roll-up-sales.ts';
import { type SendMailsContext, sendMails } from './send-mails.ts';
import { settlePrices } from './settle-prices.ts';
import { type WarmProductCacheContext, warmProductCache } from './warm-product-cache.ts';

export type ProcessorsContext = SendMailsContext &
  InvoicesContext &
  WarmProductCacheContext &
  PruneContext &
  EraseOldOrdersContext &
  RemoveAbandonedCartsContext &
  PaymentsContext;

/** The processor of each job, with what it needs. */
export function createProcessors(context: ProcessorsContext): Processors {
  return {
    ...sendMails(context),
    'catalog.settle-prices': settlePrices(context),
    'catalog.warm-product-cache': warmProductCache(context),
    'privacy.continue-erasures': continueErasures(context),
    'privacy.erase-old-orders': eraseOldOrders(context),
    'order.expire-unpaid': expireUnpaidOrders(context),
    'ledger.reconcile-stock': reconcileStock(context),
    'cart.remove-abandoned': removeAbandonedCarts(context),
    'report.roll-up-sales': rollUpSales(context),
    'account.prune-guests': removeGuests(context),
    ...invoices(context),
    ...prune(context),
    ...payments(context),
  };
}
