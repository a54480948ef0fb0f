import { Type } from 'typebox';
import { AddressBody } from '../addresses/schemas.ts';
import { Currency, Money, Quantity, strict, Uuid } from '../schemas.ts';
import { costChoice } from './cost-choice.ts';
import { lineCosts, orderCosts } from './cost-schemas.ts';
import { Country, Region } from './schemas.ts';

export const QuoteBody = strict(
  {
    shippingAddress: Type.Optional(AddressBody),
    shippingCountry: Type.Optional(Country()),
    shippingRegion: Type.Optional(Region()),
    ...costChoice,
  },
  {
    title: 'QuoteRequest',
    description: 'Where it goes is said by shippingAddress, or by shippingCountry and shippingRegion',
  },
);

export const QuoteSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          productId: Uuid(),
          sku: Type.String(),
          name: Type.String(),
          unitPrice: Money('Price today'),
          quantity: Quantity(),
          lineTotal: Money('unitPrice times quantity'),
          ...lineCosts,
          available: Type.Integer({ description: 'Units in stock right now' }),
        },
        { title: 'QuoteItem' },
      ),
      { description: 'What is for sale of the cart, in its currency' },
    ),
    ...orderCosts,
    total: Money('What is to be paid'),
    currency: Currency(),
    shippingMethods: Type.Array(
      Type.Object(
        {
          id: Uuid(),
          name: Type.String(),
          description: Type.String(),
          price: Money('For this cart'),
          currency: Currency(),
        },
        { title: 'OfferedShippingMethod' },
      ),
      {
        description:
          'Those that take this cart there, the cheapest first; none where it is not known where it goes',
      },
    ),
  },
  { title: 'Quote', description: 'What the cart would cost right now' },
);
