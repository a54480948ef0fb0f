import type { FulfillmentStatus, OrderStatus, ReturnStatus } from '../entities/order.entity.ts';
import type { ChargeType } from '../entities/order-charge.entity.ts';
import type { DiscountSource } from '../entities/order-discount.entity.ts';
import type { TaxGroup } from '../pricing/pricing.ts';
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
  /** Its share of what was taken off, and the tax of what is left: in it, or on top of it. */
  discount: number;
  tax: number;
  /** Millionths; 0 also where no rate was known. */
  taxRate: number;
}

/** What an order costs beside its lines; money in minor units of its currency. */
export interface OrderCostsView {
  charges: ChargeView[];
  discounts: DiscountView[];
  /** One for each rate that was known for something in it, the highest first. */
  taxes: TaxGroup[];
  itemsTotal: number;
  discountTotal: number;
  chargesTotal: number;
  taxTotal: number;
  pricesIncludeTax: boolean;
}

export interface ChargeView {
  type: ChargeType;
  label: string;
  amount: number;
  discount: number;
  tax: number;
  taxRate: number;
}

export interface DiscountView {
  source: DiscountSource;
  code?: string;
  label: string;
  amount: number;
}

/** The costs of an order that names nothing of this. @param total of its lines */
export const plainCosts = (total: number): OrderCostsView => ({
  charges: [],
  discounts: [],
  taxes: [],
  itemsTotal: total,
  discountTotal: 0,
  chargesTotal: 0,
  taxTotal: 0,
  pricesIncludeTax: true,
});

/** Who bought. A guest has neither name nor e-mail address, nor has who was erased. */
export interface BuyerView {
  id: string;
  name: string | null;
  email: string | null;
}

/** An order as a client sees it. */
export interface OrderView extends OrderDetailsView, OrderCostsView {
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
