import { Address } from './address.entity.ts';
import { ApiKey } from './api-key.entity.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AutomaticDiscount } from './automatic-discount.entity.ts';
import { Cart } from './cart.entity.ts';
import { CartItem } from './cart-item.entity.ts';
import { Category } from './category.entity.ts';
import { Coupon } from './coupon.entity.ts';
import { CouponRedemption } from './coupon-redemption.entity.ts';
import { Erasure } from './erasure.entity.ts';
import { FeedEntry } from './feed-entry.entity.ts';
import { Fulfillment } from './fulfillment.entity.ts';
import { FulfillmentItem } from './fulfillment-item.entity.ts';
import { IdempotencyKey } from './idempotency-key.entity.ts';
import { Invoice } from './invoice.entity.ts';
import { InvoiceCounter } from './invoice-counter.entity.ts';
import { InvoiceFile } from './invoice-file.entity.ts';
import { MailDelivery } from './mail-delivery.entity.ts';
import { MailedLink } from './mailed-link.entity.ts';
import { Order } from './order.entity.ts';
import { OrderAddress } from './order-address.entity.ts';
import { OrderCancellation } from './order-cancellation.entity.ts';
import { OrderCancellationItem } from './order-cancellation-item.entity.ts';
import { OrderCharge } from './order-charge.entity.ts';
import { OrderContact } from './order-contact.entity.ts';
import { OrderDiscount } from './order-discount.entity.ts';
import { OrderEvent } from './order-event.entity.ts';
import { OrderItem } from './order-item.entity.ts';
import { OrderPaymentTerms } from './order-payment-terms.entity.ts';
import { OrderReturn } from './order-return.entity.ts';
import { OrderReturnItem } from './order-return-item.entity.ts';
import { OrderReturnReceipt } from './order-return-receipt.entity.ts';
import { OrderReturnReceiptItem } from './order-return-receipt-item.entity.ts';
import { OutboxMessage } from './outbox-message.entity.ts';
import { Payment } from './payment.entity.ts';
import { PaymentEntry } from './payment-entry.entity.ts';
import { PaymentInboxMessage } from './payment-inbox-message.entity.ts';
import { PaymentOperation } from './payment-operation.entity.ts';
import { PendingEvent } from './pending-event.entity.ts';
import { Product } from './product.entity.ts';
import { ProductSearch } from './product-search.entity.ts';
import { RecoveryCode } from './recovery-code.entity.ts';
import { RefreshToken } from './refresh-token.entity.ts';
import { SalesChange } from './sales-change.entity.ts';
import { SalesDay } from './sales-day.entity.ts';
import { SalesMonth } from './sales-month.entity.ts';
import { SalesMonthTotal } from './sales-month-total.entity.ts';
import { SalesTotal } from './sales-total.entity.ts';
import { ScheduledPrice } from './scheduled-price.entity.ts';
import { SearchWord } from './search-word.entity.ts';
import { SecondFactor } from './second-factor.entity.ts';
import { ShippingMethod } from './shipping-method.entity.ts';
import { StockMovement } from './stock-movement.entity.ts';
import { TaxRate } from './tax-rate.entity.ts';
import { User } from './user.entity.ts';
import { WebhookAttempt } from './webhook-attempt.entity.ts';
import { WebhookDelivery } from './webhook-delivery.entity.ts';
import { WebhookEndpoint } from './webhook-endpoint.entity.ts';
import { WebhookReplay } from './webhook-replay.entity.ts';
import { WorkerNote } from './worker-note.entity.ts';

export {
  Address,
  ApiKey,
  AuditEntry,
  AutomaticDiscount,
  Cart,
  CartItem,
  Category,
  Coupon,
  CouponRedemption,
  Erasure,
  FeedEntry,
  Fulfillment,
  FulfillmentItem,
  IdempotencyKey,
  Invoice,
  InvoiceCounter,
  InvoiceFile,
  MailDelivery,
  MailedLink,
  Order,
  OrderAddress,
  OrderCancellation,
  OrderCancellationItem,
  OrderCharge,
  OrderContact,
  OrderDiscount,
  OrderEvent,
  OrderItem,
  OrderPaymentTerms,
  OrderReturn,
  OrderReturnItem,
  OrderReturnReceipt,
  OrderReturnReceiptItem,
  OutboxMessage,
  Payment,
  PaymentEntry,
  PaymentInboxMessage,
  PaymentOperation,
  PendingEvent,
  Product,
  ProductSearch,
  RecoveryCode,
  RefreshToken,
  SalesChange,
  SalesDay,
  SalesMonth,
  SalesMonthTotal,
  SalesTotal,
  ScheduledPrice,
  SearchWord,
  SecondFactor,
  ShippingMethod,
  StockMovement,
  TaxRate,
  User,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookReplay,
  WorkerNote,
};

/** Every entity, listed: nothing is discovered from the file system. */
export const entities = [
  User,
  RefreshToken,
  SecondFactor,
  RecoveryCode,
  ApiKey,
  Address,
  Erasure,
  Category,
  Product,
  ScheduledPrice,
  ProductSearch,
  SearchWord,
  ShippingMethod,
  TaxRate,
  Coupon,
  AutomaticDiscount,
  Cart,
  CartItem,
  Order,
  OrderItem,
  OrderContact,
  OrderAddress,
  OrderCharge,
  OrderDiscount,
  CouponRedemption,
  OrderPaymentTerms,
  OrderCancellation,
  OrderCancellationItem,
  Fulfillment,
  FulfillmentItem,
  OrderReturn,
  OrderReturnItem,
  OrderReturnReceipt,
  OrderReturnReceiptItem,
  OrderEvent,
  Invoice,
  InvoiceFile,
  InvoiceCounter,
  Payment,
  PaymentOperation,
  PaymentEntry,
  PaymentInboxMessage,
  SalesDay,
  SalesMonth,
  SalesMonthTotal,
  SalesTotal,
  SalesChange,
  StockMovement,
  IdempotencyKey,
  OutboxMessage,
  MailDelivery,
  MailedLink,
  WorkerNote,
  AuditEntry,
  PendingEvent,
  FeedEntry,
  WebhookEndpoint,
  WebhookDelivery,
  WebhookAttempt,
  WebhookReplay,
];
