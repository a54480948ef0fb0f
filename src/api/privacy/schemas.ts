import { Type } from 'typebox';
import { GivenPassword, UserSchema } from '../accounts/schemas.ts';
import { BookAddressSchema } from '../addresses/schemas.ts';
import { CartLinesSchema } from '../cart/schemas.ts';
import { CancellationSchema, EventSchema, FulfillmentSchema, ReturnSchema } from '../orders/life-schemas.ts';
import { OrderSchema } from '../orders/schemas.ts';
import { strict, Timestamp, Uuid } from '../schemas.ts';

export const ErasureBody = strict({ password: GivenPassword() }, { title: 'ErasureRequest' });

export const ErasureParams = strict({ id: Uuid(), erasureId: Uuid() });

export const ErasureSchema = Type.Object(
  {
    id: Uuid(),
    customerId: Uuid(),
    requestedAt: Timestamp(),
    completedAt: Type.Union([Timestamp(), Type.Null()], {
      description:
        'When nothing was left and the last access token of the account had expired; null while it is under way',
    }),
  },
  { title: 'Erasure', description: "That a person's data goes out of the shop" },
);

const ExportedOrderSchema = Type.Object(
  {
    ...OrderSchema.properties,
    cancellations: Type.Array(CancellationSchema),
    fulfillments: Type.Array(FulfillmentSchema),
    returns: Type.Array(ReturnSchema),
    events: Type.Array(EventSchema),
  },
  { title: 'ExportedOrder', description: 'An order with what happened to it' },
);

const ExportedLoginSchema = Type.Object(
  { id: Uuid(), createdAt: Timestamp(), lastUsedAt: Timestamp(), expiresAt: Timestamp() },
  { title: 'ExportedLogin', description: 'A login of the account that goes on' },
);

export const ExportSchema = Type.Object(
  {
    exportedAt: Timestamp(),
    account: UserSchema,
    logins: Type.Array(ExportedLoginSchema),
    addresses: Type.Array(BookAddressSchema, { description: 'The address book, newest first' }),
    cart: CartLinesSchema,
    orders: Type.Array(ExportedOrderSchema, { description: 'All of them, newest first' }),
  },
  { title: 'PersonalData', description: 'All that the shop knows of a person' },
);
