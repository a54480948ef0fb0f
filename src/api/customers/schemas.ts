import { Type } from 'typebox';
import { Currency, Email, Money, NO_NUL, pageQuery, strict, Timestamp, Uuid } from '../schemas.ts';

export const CustomerSchema = Type.Object(
  {
    id: Uuid(),
    email: Type.Union([Email(), Type.Null()], { description: 'null of a guest and where it was erased' }),
    name: Type.Union([Type.String(), Type.Null()], {
      description: 'null of a guest and where it was erased',
    }),
    isGuest: Type.Boolean({ description: 'Buys without an account: found by id, and in no list' }),
    createdAt: Timestamp(),
    orders: Type.Integer({ description: 'How many they placed, whatever became of them', examples: [3] }),
    lastOrderAt: Type.Union([Timestamp(), Type.Null()]),
    spent: Type.Array(
      Type.Object(
        { amount: Money('What their orders come to without what was cancelled'), currency: Currency() },
        { title: 'SpentAmount' },
      ),
      { description: 'One amount a currency' },
    ),
  },
  { title: 'Customer', description: 'Who they are, since when, and what they ordered' },
);

/** Without an example: a page that fills one in would look for somebody who is not there. */
const sought = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: NO_NUL, description }));

export const CustomersQuery = strict({
  email: sought(254, 'The whole address, in upper or lower case'),
  q: sought(
    200,
    'A part of name or e-mail address, in upper or lower case. Of one with less than three letters or digits in a row a page may be shorter than its limit before the last one',
  ),
  ...pageQuery,
});
