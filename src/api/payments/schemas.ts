import { Type } from 'typebox';
import { paymentRecordStatuses } from '../../entities/payment.entity.ts';
import { operationKinds } from '../../entities/payment-operation.entity.ts';
import { limits } from '../../limits.ts';
import {
  Choice,
  Currency,
  EXAMPLE_ID,
  Money,
  orNone,
  Quantity,
  strict,
  Timestamp,
  text,
  Uuid,
  WEB_ADDRESS,
} from '../schemas.ts';

export const PaymentParams = strict({ id: Uuid(), paymentId: Uuid() });
export const RefundParams = strict({ id: Uuid(), refundId: Uuid() });

const Amount = (description: string) =>
  Type.Integer({
    minimum: 1,
    maximum: limits.total,
    description: `${description}, in minor units of the order's currency`,
    examples: [1299],
  });

export const PaymentBody = strict(
  {
    provider: text(32, { description: 'One of the shop’s', examples: ['manual'] }),
    method: Type.Optional(text(64, { description: 'Way of paying, in the provider’s words' })),
    returnUrl: Type.Optional(
      Type.String({
        maxLength: 2_000,
        format: WEB_ADDRESS,
        description: 'Where the buyer comes back to from the provider’s page; without it they pay on yours',
        examples: ['https://shop.example/orders/1'],
      }),
    ),
  },
  { title: 'PaymentAttemptRequest' },
);

const NextAction = Type.Union(
  [
    Type.Object(
      { type: Type.Literal('redirect'), url: Type.String() },
      { title: 'Redirect', description: 'Send the buyer to this page' },
    ),
    Type.Object(
      { type: Type.Literal('clientSecret'), value: Type.String() },
      { title: 'ClientSecret', description: 'For the provider’s own fields on your page' },
    ),
    Type.Null(),
  ],
  { description: 'What the buyer does next' },
);

export const PaymentSchema = Type.Object(
  {
    id: Uuid(),
    orderId: Uuid(),
    provider: Type.String(),
    method: orNone({}),
    status: Choice(paymentRecordStatuses, { title: 'PaymentAttemptStatus' }),
    amount: Money('What is to be paid'),
    currency: Currency(),
    authorized: Money('What the provider holds'),
    captured: Money('What it has taken'),
    refunded: Money('What it has given back'),
    nextAction: NextAction,
    createdAt: Timestamp(),
  },
  { title: 'Payment', description: 'An attempt to pay an order' },
);
export const PaymentsSchema = Type.Object(
  { items: Type.Array(PaymentSchema), nextCursor: Type.Null() },
  { title: 'PaymentList', description: 'All attempts to pay an order' },
);

/** What it says may be left out, and the whole body with it. */
export const CaptureBody = Type.Union(
  [
    Type.Null(),
    strict({ amount: Type.Optional(Amount('Without it: all that is left')) }, { title: 'CaptureRequest' }),
  ],
  { description: 'May be left out: all that is left is taken' },
);
export const EmptyBody = (title: string) =>
  Type.Union([Type.Null(), strict({}, { title })], { description: 'May be left out' });

const outcomes = ['PENDING', 'SUCCEEDED', 'FAILED'] as const;
const outcome = {
  id: Uuid(),
  orderId: Uuid(),
  paymentId: Uuid(),
  amount: Money('How much'),
  currency: Currency(),
  status: Choice(outcomes, { title: 'OutcomeStatus', description: 'The provider has the last word' }),
  failure: orNone({ description: 'The provider’s code' }),
  createdAt: Timestamp(),
  finishedAt: orNone({ format: 'date-time' }),
};
export const OperationSchema = Type.Object(
  { ...outcome, kind: Choice(operationKinds, { title: 'PaymentOperationKind' }) },
  { title: 'PaymentOperation', description: 'What a provider was asked to do' },
);

const Units = strict(
  {
    productId: Uuid({ description: 'A product of the order', examples: [EXAMPLE_ID] }),
    quantity: Quantity(),
  },
  { title: 'OrderUnits' },
);
export const RefundBody = strict(
  {
    amount: Type.Optional(Amount('Without it: what the items cost, or all that is left')),
    items: Type.Optional(Type.Array(Units, { minItems: 1, maxItems: limits.cartItems })),
    reason: text(200, { description: 'In words, for the buyer', examples: ['Arrived broken'] }),
    paymentId: Type.Optional(
      Uuid({
        description: 'Without it: the latest payment of which as much is left',
        examples: [EXAMPLE_ID],
      }),
    ),
  },
  { title: 'RefundRequest' },
);
export const RefundSchema = Type.Object(
  { ...outcome, reason: orNone({}), items: Type.Array(Units) },
  { title: 'Refund', description: 'Money that goes back to who paid' },
);
