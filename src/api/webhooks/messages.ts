import { type TSchema, Type } from 'typebox';
import { addressMembers } from '../../addresses/postal-address.ts';
import { fulfillmentStatuses, orderStatuses, returnStatuses } from '../../entities/order.entity.ts';
import { cancelReasons } from '../../entities/order-cancellation.entity.ts';
import { disabledReasons } from '../../entities/webhook-endpoint.entity.ts';
import type { EventType } from '../../events/event-types.ts';
import { paymentStatuses } from '../../orders/derived-status.ts';
import { ReceivedUnitsSchema, UnitsSchema } from '../orders/life-schemas.ts';
import { Choice, Currency, Money, Uuid } from '../schemas.ts';

/** What a webhook of a type is about. */
export interface Message {
  summary: string;
  /** Members of `data`. */
  data: Record<string, TSchema>;
}

const order = Type.Object(
  {
    id: Uuid(),
    number: Type.String({ examples: ['261122-1800-000000'] }),
    version: Type.Integer({ minimum: 1, description: 'Of two events of an order, the higher one is newer' }),
    status: Choice(orderStatuses, { title: 'OrderStatus' }),
    paymentStatus: Choice(paymentStatuses, { title: 'PaymentStatus' }),
    fulfillmentStatus: Choice(fulfillmentStatuses, { title: 'FulfillmentStatus' }),
    returnStatus: Choice(returnStatuses, { title: 'ReturnStatus' }),
    total: Money('What it cost when it was placed'),
    currency: Currency(),
  },
  { title: 'EventOrder', description: 'The order as it was right after what happened' },
);

const id = Uuid();
const upTo100 = (units: TSchema) =>
  Type.Optional(
    Type.Array(units, {
      maxItems: 100,
      description: 'Left out where there are more: the record itself has them',
    }),
  );
const items = upTo100(UnitsSchema);
const record = (title: string, members: Record<string, TSchema>) =>
  Type.Object({ id, ...members }, { title });
const reference = (title: string) => record(title, {});

const cancellation = record('EventCancellation', {
  reason: Choice(cancelReasons, { title: 'CancellationReason' }),
  restock: Type.Boolean(),
  refund: Type.Boolean(),
  items,
});
const revival = Type.Object(
  { id, revived: Type.Boolean() },
  {
    title: 'EventRevival',
    description:
      'Of an order that is paid after its time was over: the cancellation that does not hold any more',
  },
);
const shipped = record('EventFulfillment', { items });
const fulfillment = reference('EventFulfillmentReference');
const received = record('EventReturnReceipt', {
  receiptId: Uuid(),
  refund: Type.Boolean(),
  items: upTo100(ReceivedUnitsSchema),
});

const failure = Type.Optional(
  Type.Union([Type.String({ examples: ['card_declined'] }), Type.Null()], {
    description: 'Why, as the provider says',
  }),
);
const money = { amount: Money('What it is about'), currency: Currency() };
const payment = record('EventPayment', money);
const failedPayment = record('EventFailedPayment', { ...money, failure });
const otherPayment = record('EventMismatchedPayment', {
  ...money,
  expected: Money('What was asked for'),
  expectedCurrency: Currency(),
});
const refund = Type.Object(
  {
    id: Type.Union([Uuid(), Type.Null()], { description: 'null for one that the shop did not ask for' }),
    paymentId: Uuid(),
    ...money,
    failure,
  },
  { title: 'EventRefund' },
);
const product = Type.Object(
  {
    id,
    sku: Type.String({ examples: ['MUG-1'] }),
    version: Type.Integer({ minimum: 1 }),
    stockQuantity: Type.Integer({ minimum: 0 }),
    lowStockThreshold: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'null: it is not told when there is little left',
    }),
  },
  { title: 'EventProduct' },
);

/** What is sent for each type of event. */
export const messages: Readonly<Record<EventType, Message>> = {
  'order.created': { summary: 'An order is there; it may wait for its money', data: { order } },
  'order.placed': {
    summary: 'An order is placed: it may be shipped',
    data: { order, cancellation: Type.Optional(revival) },
  },
  'order.cancelled': {
    summary: 'All units of an order that were open are cancelled',
    data: { order, cancellation },
  },
  'order.items_cancelled': { summary: 'Some units of an order are cancelled', data: { order, cancellation } },
  'order.expired': { summary: 'An order was not paid in time', data: { order, cancellation } },
  'order.address_changed': {
    summary: 'An address of an order is another one',
    data: {
      order,
      address: Type.Object(
        {
          kind: Choice(['shipping', 'billing']),
          fields: Type.Array(Choice(addressMembers), {
            description: 'Which members changed, and never what they say',
          }),
        },
        { title: 'EventAddress' },
      ),
    },
  },
  'order.claimed': { summary: 'An order of a guest is in an account now', data: { order } },
  'payment.processing': { summary: 'A bank works on a payment', data: { order, payment } },
  'payment.authorized': { summary: 'Money is held', data: { order, payment } },
  'payment.captured': { summary: 'Money came', data: { order, payment } },
  'payment.failed': { summary: 'A payment was declined', data: { order, payment: failedPayment } },
  'payment.voided': {
    summary: 'Money is held no more',
    data: { order, payment: reference('EventPaymentReference') },
  },
  'payment.charged_back': { summary: 'A bank took the money back', data: { order, payment } },
  'payment.chargeback_won': { summary: 'A bank gave back the money that it took', data: { order, payment } },
  'payment.mismatched': {
    summary: 'Another amount or currency came than was asked for',
    data: { order, payment: otherPayment },
  },
  'refund.succeeded': { summary: 'Money was given back', data: { order, refund } },
  'refund.failed': { summary: 'Money could not be given back', data: { order, refund } },
  'fulfillment.created': { summary: 'Units are shipped', data: { order, fulfillment: shipped } },
  'fulfillment.delivered': { summary: 'A parcel has arrived', data: { order, fulfillment } },
  'fulfillment.undone': {
    summary: 'A parcel was none: its units are open again',
    data: { order, fulfillment },
  },
  'return.requested': {
    summary: 'Units are to come back',
    data: { order, return: record('EventReturn', { items }) },
  },
  'return.received': { summary: 'Units came back', data: { order, return: received } },
  'return.refused': {
    summary: 'What was to come back is not taken',
    data: { order, return: reference('EventReturnReference') },
  },
  'product.low_stock': { summary: 'The stock came down to lowStockThreshold', data: { product } },
  'product.sold_out': { summary: 'Nothing is left', data: { product } },
  'product.back_in_stock': { summary: 'There is something again', data: { product } },
  'endpoint.disabled': {
    summary: 'An endpoint is sent to no more',
    data: {
      endpoint: record('DisabledEndpoint', { reason: Choice(disabledReasons, { title: 'DisabledReason' }) }),
    },
  },
  'endpoint.test': {
    summary: 'Tells of nothing: somebody tries the endpoint',
    data: { endpoint: reference('TestedEndpoint') },
  },
};
