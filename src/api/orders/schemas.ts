import { type TSchema, Type } from 'typebox';
import { fulfillmentStatuses, orderStatuses, returnStatuses } from '../../entities/order.entity.ts';
import { captureTimes } from '../../entities/order-payment-terms.entity.ts';
import { limits } from '../../limits.ts';
import { paymentStatuses } from '../../orders/derived-status.ts';
import { AddressBody, OrderAddressSchema, Phone } from '../addresses/schemas.ts';
import { costChoice } from '../rates/cost-choice.ts';
import { lineCosts, orderCosts } from '../rates/cost-schemas.ts';
import {
  Choice,
  Currency,
  Email,
  IDEMPOTENCY_KEY,
  lines,
  Money,
  NO_NUL,
  ORDER_NUMBER,
  orNone,
  pageQuery,
  Quantity,
  strict,
  Timestamp,
  text,
  Uuid,
} from '../schemas.ts';

const orNull = <T extends TSchema>(schema: T, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options);

/** What is bought is in the cart: the body says whom it is for. */
export const PlaceOrderBody = Type.Union(
  [
    Type.Null(),
    strict(
      {
        contact: Type.Optional(
          strict(
            { email: Email(), phone: Type.Optional(orNone(Phone())) },
            {
              title: 'ContactRequest',
              description: 'Mails about the order go there, and not to the account',
            },
          ),
        ),
        shippingAddress: Type.Optional(AddressBody),
        billingAddress: Type.Optional(AddressBody),
        payment: Type.Optional(
          strict(
            {
              provider: text(32, { description: 'One of the shop’s', examples: ['manual'] }),
              capture: Type.Optional(
                Choice(captureTimes, {
                  description: 'When the money is taken; automatic: as soon as the buyer has paid',
                }),
              ),
            },
            {
              title: 'PaymentRequest',
              description:
                'The order waits for its money as PENDING and holds its stock until expiresAt; one that costs nothing is placed',
            },
          ),
        ),
        note: Type.Optional(orNone(lines(limits.orderNote, { description: 'To the shop, in words' }))),
        ...costChoice,
        expectedTotal: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: limits.total,
            description:
              'What the buyer was told that it costs, minor units: anything else is refused as `total_changed`',
            examples: [0],
          }),
        ),
      },
      { title: 'PlaceOrderRequest' },
    ),
  ],
  { description: 'May be left out: an order takes what is in the cart' },
);

export const PlaceOrderHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      ...IDEMPOTENCY_KEY,
      // Without an example: a page that fills one in would make every order after the first a repeat.
      description:
        'Any unique text, best a UUID, a new one for each new order: for 24 hours the same key gives the same ' +
        'order and the same answer, whatever the cart holds by then',
    }),
  ),
});

const OrderStatus = () => Choice(orderStatuses, { title: 'OrderStatus' });

const Units = (description: string) =>
  Type.Integer({ minimum: 0, maximum: limits.quantity, description, examples: [0] });

const OrderItemSchema = Type.Object(
  {
    productId: Uuid(),
    sku: Type.String(),
    name: Type.String(),
    unitPrice: Money('Price when it was ordered'),
    quantity: Quantity(),
    lineTotal: Money('unitPrice times quantity'),
    ...lineCosts,
    cancelled: Units('Of these, units that will never be shipped'),
    fulfilled: Units('Of these, units that were shipped'),
    returned: Units('Of the shipped ones, units that came back'),
  },
  { title: 'OrderItem' },
);

const BuyerSchema = Type.Object(
  {
    id: Uuid(),
    name: Type.Union([Type.String(), Type.Null()], {
      description: 'null of a guest, and where it was erased',
    }),
    email: Type.Union([Type.String(), Type.Null()], {
      description: 'null of a guest, and where it was erased',
    }),
  },
  { title: 'Buyer', description: 'Who bought: in the answers to an administrator alone' },
);

const ContactSchema = Type.Object(
  { email: Type.String(), phone: Type.Optional(Type.String()) },
  { title: 'OrderContact' },
);

export const OrderSchema = Type.Object(
  {
    id: Uuid(),
    number: Type.String({
      description: 'What people call the order by, in mails and on the telephone',
      examples: ['261122-2113-9F3A2C'],
    }),
    status: OrderStatus(),
    items: Type.Array(OrderItemSchema),
    ...orderCosts,
    total: Money('What is to be paid for it'),
    currency: Currency(),
    createdAt: Timestamp(),
    version: Type.Integer({ minimum: 1, description: 'Raised by every change of the order', examples: [1] }),
    fulfillmentStatus: Choice(fulfillmentStatuses, { title: 'FulfillmentStatus' }),
    returnStatus: Choice(returnStatuses, { title: 'ReturnStatus' }),
    paymentStatus: Choice(paymentStatuses, { title: 'PaymentStatus' }),
    expiresAt: Type.Union([Timestamp(), Type.Null()], {
      description: 'Until when an order that waits for money holds its stock',
    }),
    authorized: Money('Held for the order by a payment provider'),
    captured: Money('Paid'),
    refunded: Money('Given back'),
    contact: orNull(ContactSchema, { description: 'How the buyer is reached, where the order says so' }),
    shippingAddress: orNull(OrderAddressSchema()),
    billingAddress: orNull(OrderAddressSchema()),
    note: orNull(Type.String(), { description: 'From the buyer' }),
    customer: Type.Optional(BuyerSchema),
  },
  { title: 'Order', description: 'The order, with prices as they were when it was placed' },
);

export const LookupBody = strict(
  {
    number: Type.String({
      minLength: 1,
      maxLength: 32,
      pattern: NO_NUL,
      description: 'As mails and pages show it, in upper or lower case',
      examples: ['261122-2113-9F3A2C'],
    }),
    email: Email(),
  },
  { title: 'OrderLookupRequest' },
);
export const ClaimBody = strict(
  {
    token: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The end of the mailed link',
      examples: ['x'],
    }),
  },
  { title: 'OrderClaimRequest' },
);

export const OrdersQuery = strict({
  status: Type.Optional(OrderStatus()),
  paymentStatus: Type.Optional(Choice(paymentStatuses, { title: 'PaymentStatus' })),
  fulfillmentStatus: Type.Optional(Choice(fulfillmentStatuses, { title: 'FulfillmentStatus' })),
  customerId: Type.Optional(Uuid()),
  email: Type.Optional(
    Type.String({
      format: 'email',
      maxLength: 254,
      description: 'Of the contact, or of the account that ordered',
    }),
  ),
  number: Type.Optional(
    Type.String({
      maxLength: 18,
      pattern: ORDER_NUMBER,
      description: 'The number of the order, or its last six characters',
      examples: ['9F3A2C'],
    }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Placed then or later' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Placed then or earlier' })),
  ...pageQuery,
});
