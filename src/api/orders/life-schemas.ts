import { Type } from 'typebox';
import { actorRoles } from '../../entities/actor.ts';
import { cancelReasons } from '../../entities/order-cancellation.entity.ts';
import { orderEventTypes } from '../../entities/order-event.entity.ts';
import { returnRecordStatuses } from '../../entities/order-return.entity.ts';
import { limits } from '../../limits.ts';
import {
  Choice,
  Currency,
  EXAMPLE_ID,
  Money,
  prose,
  Quantity,
  strict,
  Timestamp,
  text,
  Uuid,
  WEB_ADDRESS,
} from '../schemas.ts';

/** A body that names 2,000 products, which an order may have. */
export const UNITS_BODY_BYTES = 512 * 1_024;

const ProductOfOrder = () => Uuid({ description: 'A product of the order', examples: [EXAMPLE_ID] });
const lines = { minItems: 1, maxItems: limits.cartItems };

export const FulfillmentParams = strict({ id: Uuid(), fulfillmentId: Uuid() });
export const CancellationParams = strict({ id: Uuid(), cancellationId: Uuid() });
export const ReturnParams = strict({ id: Uuid(), returnId: Uuid() });

export const UnitsSchema = strict(
  { productId: ProductOfOrder(), quantity: Quantity() },
  { title: 'OrderUnits' },
);
const OpenUnits = () =>
  Type.Optional(Type.Array(UnitsSchema, { ...lines, description: 'Without it: all units that are open' }));
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const CancelBody = strict(
  {
    items: OpenUnits(),
    reason: Choice(cancelReasons, { title: 'CancelReason' }),
    restock: Type.Optional(
      Type.Boolean({ description: 'The units are for sale again: unless told, and for customers always' }),
    ),
    refund: Type.Optional(
      Type.Boolean({
        description: 'What was paid is given back, unless told; `false` of a customer is refused',
      }),
    ),
    note: Type.Optional(prose(500, { description: 'In words' })),
  },
  { title: 'CancellationRequest' },
);

export const CancellationSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    items: Type.Array(UnitsSchema),
    reason: Choice(cancelReasons, { title: 'CancellationReason' }),
    restock: Type.Boolean(),
    refund: Type.Boolean(),
    note: orNull(Type.String(), 'In words'),
    amount: Money(
      'What these units cost: discounts and taxes in it, and all charges with the last units of an order of which nothing was shipped',
    ),
    currency: Currency(),
    createdAt: Timestamp(),
  },
  { title: 'Cancellation', description: 'Units of an order that will not be shipped' },
);

export const FulfilBody = Type.Union(
  [
    Type.Null(),
    strict(
      {
        items: OpenUnits(),
        carrier: Type.Optional(text(100, { examples: ['DHL'] })),
        trackingNumber: Type.Optional(text(100, { examples: ['00340434161094042557'] })),
        trackingUrl: Type.Optional(
          Type.String({ maxLength: 2_000, format: WEB_ADDRESS, examples: ['https://example.org/track/1'] }),
        ),
      },
      { title: 'FulfillmentRequest' },
    ),
  ],
  { description: 'May be left out: all that is open is shipped' },
);
export const DeliveredBody = strict({ deliveredAt: Timestamp() }, { title: 'DeliveryRequest' });

export const FulfillmentSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    items: Type.Array(UnitsSchema),
    carrier: orNull(Type.String(), 'Who brings it'),
    trackingNumber: orNull(Type.String(), 'What the carrier calls it'),
    trackingUrl: orNull(Type.String(), 'Where it can be followed'),
    createdAt: Timestamp(),
    deliveredAt: orNull(Timestamp(), 'When it was handed over, where that is known'),
  },
  { title: 'Fulfillment', description: 'Units of an order that were shipped together' },
);

export const ReturnBody = strict(
  {
    items: Type.Array(
      strict(
        {
          productId: ProductOfOrder(),
          quantity: Quantity(),
          reason: text(200, { description: 'Why, in words', examples: ['Too small'] }),
        },
        { title: 'ReturnItemRequest' },
      ),
      lines,
    ),
  },
  { title: 'ReturnRequest' },
);
const dispositions = ['RESTOCK', 'DISCARD'] as const;
const Disposition = () =>
  Choice(dispositions, { title: 'Disposition', description: 'For sale again, or not' });
export const ReceivedUnitsSchema = strict(
  { productId: ProductOfOrder(), quantity: Quantity(), disposition: Disposition() },
  { title: 'ReceivedUnits' },
);
export const ReceiptBody = strict(
  {
    items: Type.Array(ReceivedUnitsSchema, lines),
    refund: Type.Optional(Type.Boolean({ description: 'What was paid is given back: unless told' })),
  },
  { title: 'ReceiptRequest' },
);
/** A refusal takes what it needs from the address. */
export const RefusalBody = Type.Union([Type.Null(), strict({}, { title: 'RefusalRequest' })], {
  description: 'May be left out',
});

export const ReceiptSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    returnId: Uuid(),
    items: Type.Array(ReceivedUnitsSchema),
    refund: Type.Boolean(),
    amount: Money('What these units cost: discounts and taxes in it, charges not'),
    currency: Currency(),
    createdAt: Timestamp(),
  },
  { title: 'Receipt', description: 'Units that came back' },
);
const Units = (description: string) => Type.Integer({ minimum: 0, maximum: limits.quantity, description });
export const ReturnSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    status: Choice(returnRecordStatuses, { title: 'ReturnRecordStatus' }),
    items: Type.Array(
      Type.Object(
        {
          productId: Uuid(),
          quantity: Quantity(),
          reason: Type.String(),
          received: Units('Of these, units that came'),
          restocked: Units('Of the received ones, units for sale again'),
          discarded: Units('Of the received ones, the others'),
        },
        { title: 'ReturnItem' },
      ),
    ),
    receipts: Type.Array(ReceiptSchema),
    createdAt: Timestamp(),
  },
  { title: 'Return', description: 'Shipped units that come back' },
);

export const EventSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    type: Choice(orderEventTypes, { title: 'OrderEventType' }),
    actor: Type.Object(
      {
        role: Choice(actorRoles, { title: 'ActorRole' }),
        id: Type.Optional(
          Uuid({ description: 'Of a user or an API key; customers see no other than their own' }),
        ),
      },
      { title: 'Actor', description: 'By whom; SYSTEM is the shop itself' },
    ),
    version: Type.Integer({ minimum: 1, description: 'That the order had from then on' }),
    data: Type.Object({}, { additionalProperties: true, description: 'Ids, quantities and reasons' }),
    createdAt: Timestamp(),
  },
  { title: 'OrderEvent', description: 'Something that happened to an order' },
);
