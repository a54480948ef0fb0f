import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { AddressBody } from '../addresses/schemas.ts';
import { Currency, EXAMPLE_ID, Money, Quantity, strict, Uuid } from '../schemas.ts';
import { lineCosts, orderCosts } from './cost-schemas.ts';
import { Country, CouponCode, Region } from './schemas.ts';

export const QuoteBody = strict(
  {
    shippingAddress: Type.Optional(AddressBody),
    shippingCountry: Type.Optional(Country()),
    shippingRegion: Type.Optional(Region()),
    shippingMethodId: Type.Optional(
      Uuid({ maxLength: 36, description: 'One of `shippingMethods` of a quote', examples: [EXAMPLE_ID] }),
    ),
    couponCodes: Type.Optional(
      Type.Array(CouponCode(), {
        maxItems: limits.couponCodes,
        description: 'In the order in which they are taken',
      }),
    ),
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
