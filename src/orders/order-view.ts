import type { OrderStatus } from '../entities/order.entity.ts';

/** A line of an order as a client sees it; money in minor units of the order's currency. */
export interface OrderItemView {
  productId: string;
  sku: string;
  name: string;
  unitPrice: number;
  quantity: number;
  lineTotal: number;
}

/** Who bought. */
export interface BuyerView {
  id: string;
  name: string;
  email: string;
}

/** An order as a client sees it. */
export interface OrderView {
  id: string;
  /** What people call it by: `orderNumber(id)`. */
  number: string;
  status: OrderStatus;
  items: OrderItemView[];
  total: number;
  currency: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** For administrators alone. */
  customer?: BuyerView;
}
