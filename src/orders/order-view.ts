import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import type { PaymentStatus } from './derived-status.ts';
import type { OrderDetailsView } from './order-details.ts';

/** A line of an order as a client sees it; money in minor units of the order's currency. */
export interface OrderItemView {
  productId: string;
  sku: string;
  name: string;
  unitPrice: number;
  quantity: number;
  lineTotal: number;
  /** Units that will never be shipped, that were shipped, and that came back. */
  cancelled: number;
  fulfilled: number;
  returned: number;
}

/** Who bought. A guest has neither name nor e-mail address, nor has who was erased. */
export interface BuyerView {
  id: string;
  name: string | null;
  email: string | null;
}

/** An order as a client sees it. */
export interface OrderView extends OrderDetailsView {
  id: string;
  /** What people call it by: `orderNumber(id)`. */
  number: string;
  status: OrderStatus;
  items: OrderItemView[];
  total: number;
  currency: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Raised by every change of the order. */
  version: number;
  fulfillmentStatus: FulfillmentStatus;
  returnStatus: ReturnStatus;
  paymentStatus: PaymentStatus;
  /** Until when an unpaid order holds its stock, ISO 8601 in UTC. */
  expiresAt: string | null;
  /** Minor units that a provider holds for the order, has taken, and has given back. */
  authorized: number;
  captured: number;
  refunded: number;
  /** For administrators alone. */
  customer?: BuyerView;
}
