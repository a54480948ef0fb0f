import type { ReturnRecordStatus } from '../entities/order-return.entity.ts';
import type { Actor } from './command.ts';

/** What becomes of a unit that came back: it is for sale again, or not. */
export type Disposition = 'RESTOCK' | 'DISCARD';

/** What came of a return, as a client sees it. */
export interface ReceiptView {
  id: string;
  orderId: string;
  returnId: string;
  items: { productId: string; quantity: number; disposition: Disposition }[];
  /** What was paid for them is to be given back. */
  refund: boolean;
  /** What these units cost, minor units of `currency`. */
  amount: number;
  currency: string;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** A return as a client sees it. */
export interface ReturnView {
  id: string;
  orderId: string;
  status: ReturnRecordStatus;
  items: {
    productId: string;
    quantity: number;
    reason: string;
    /** Of these, units that came; of them, units for sale again and not. */
    received: number;
    restocked: number;
    discarded: number;
  }[];
  receipts: ReceiptView[];
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** A row of order_returns. Of one that is there, the status alone is written. */
export interface ReturnRow {
  id: string;
  orderId: string;
  status: ReturnRecordStatus;
  actor: Actor;
  createdAt: Date;
}

/** A row of order_return_receipts. */
export interface ReceiptRow {
  id: string;
  returnId: string;
  refund: boolean;
  amount: number;
  /** Of `amount`, what had been refunded for these units before. */
  refundedBefore: number;
  actor: Actor;
  createdAt: Date;
}

/** A row of order_return_receipt_items. */
export interface ReceivedUnits {
  receiptId: string;
  position: number;
  restocked: number;
  discarded: number;
  /** Of these, units that had been refunded by item. */
  refunded: number;
}

/** Items of a receipt as clients see them: restocked units apart from discarded ones. */
export function receivedItems(
  received: readonly { productId: string; restocked: number; discarded: number }[],
): ReceiptView['items'] {
  return received
    .flatMap(({ productId, restocked, discarded }) => [
      { productId, quantity: restocked, disposition: 'RESTOCK' as const },
      { productId, quantity: discarded, disposition: 'DISCARD' as const },
    ])
    .filter(({ quantity }) => quantity > 0);
}
