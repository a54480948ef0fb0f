import { Type } from 'typebox';
import { orderStatuses } from '../../entities/order.entity.ts';
import { Currency, Money, pageQuery, Quantity, strict, Timestamp, Uuid } from '../schemas.ts';

/** An order takes what is in the cart: there is nothing to say in the body. */
export const PlaceOrderBody = Type.Union([Type.Null(), strict({})], { description: 'Empty, or {}' });

export const PlaceOrderHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'Any unique text, best a UUID: the same key gives the same order and the same answer, for 24 hours',
      examples: ['0d1f8a52-9b0e-4c87-8f4c-6a3d2f6f1c11'],
    }),
  ),
});

export const OrderSchema = Type.Object({
  id: Uuid(),
  number: Type.String({
    description: 'What people call the order by, in mails and on the telephone',
    examples: ['261122-2113-9F3A2C'],
  }),
  status: Type.Enum([...orderStatuses]),
  items: Type.Array(
    Type.Object({
      productId: Uuid(),
      sku: Type.String(),
      name: Type.String(),
      unitPrice: Money('Price when it was ordered'),
      quantity: Quantity(),
      lineTotal: Money('unitPrice times quantity'),
    }),
  ),
  total: Money('Sum of the lines'),
  currency: Currency(),
  createdAt: Timestamp(),
  customer: Type.Optional(
    Type.Object(
      { id: Uuid(), name: Type.String(), email: Type.String() },
      { description: 'Who bought: in the answers to an administrator alone' },
    ),
  ),
});

export const OrdersQuery = strict({ status: Type.Optional(Type.Enum([...orderStatuses])), ...pageQuery });
