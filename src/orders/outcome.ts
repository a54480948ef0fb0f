import type { CaptureTime } from '../entities/order-payment-terms.entity.ts';
import type { IdempotencyClaim } from '../idempotency/keyed-request.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';
import type { QuoteBasis } from '../rates/quote-cart.ts';
import type { QuoteFault } from '../rates/quote-error.ts';
import type { AskedTerms } from './asked-terms.ts';
import type { OrderDetails } from './order-details.ts';

/** A wish to order what is in a customer's cart. */
export interface PlaceOrderCommand {
  userId: string;
  idempotency?: IdempotencyClaim;
  details?: OrderDetails;
  asked?: AskedTerms;
  /** It is paid before it is placed. */
  payment?: PaymentTerms;
}

/** How an order is to be paid. */
export interface PaymentTerms {
  provider: string;
  capture: CaptureTime;
  /** How long it holds its stock unpaid, in ms. */
  unpaidMs: number;
}

export interface ShortItem {
  productId: string;
  requested: number;
  available: number;
}

/** An answer that was given once and is given again, byte for byte. */
export interface StoredAnswer {
  orderId: string;
  status: number;
  body: string;
}

export type PlaceOrderOutcome =
  | ({ kind: 'placed'; owes: OutboxRow[] } & StoredAnswer)
  | ({ kind: 'replayed' } & StoredAnswer)
  | { kind: 'insufficient_stock'; items: ShortItem[] }
  | { kind: 'currency_mismatch' }
  | QuoteFault
  /** It does not cost what was expected, but what follows from `basis`. */
  | { kind: 'total_changed'; basis: QuoteBasis }
  | { kind: 'too_many_unpaid_orders' }
  | { kind: 'idempotency_key_reused' }
  | { kind: 'idempotency_in_progress' }
  /** The order that its key stands for is not theirs any more. */
  | { kind: 'not_found' }
  /** The database refused this order and not the others of its batch; or it failed when those were placed. */
  | { kind: 'failed'; error: Error };
