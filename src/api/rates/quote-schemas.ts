import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { AddressBody } from '../addresses/schemas.ts';
import { Choice, Currency, EXAMPLE_ID, Money, Quantity, strict, Uuid } from '../schemas.ts';
import { Country, CouponCode, Rate, Region } from './schemas.ts';

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

const costs = {
  discount: Money('What is taken off'),
  tax: Money('Of what is left: in it, or on top of it where prices do not include tax'),
  taxRate: Type.Integer({ description: 'Millionths; 0 also where no rate is set up', examples: [190_000] }),
};

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
          ...costs,
          available: Type.Integer({ description: 'Units in stock right now' }),
        },
        { title: 'QuoteItem' },
      ),
      { description: 'What is for sale of the cart, in its currency' },
    ),
    charges: Type.Array(
      Type.Object(
        {
          type: Choice(['SHIPPING', 'FEE'] as const, { title: 'ChargeType' }),
          label: Type.String({ examples: ['Standard parcel'] }),
          amount: Money('Before discount'),
          ...costs,
        },
        { title: 'Charge' },
      ),
    ),
    discounts: Type.Array(
      Type.Object(
        {
          source: Choice(['COUPON', 'AUTOMATIC', 'MANUAL'] as const, { title: 'DiscountSource' }),
          code: Type.Optional(Type.String()),
          label: Type.String(),
          amount: Money('What it takes off'),
        },
        { title: 'Discount' },
      ),
    ),
    taxes: Type.Array(
      Type.Object(
        {
          rate: Rate(),
          base: Money('What is taxed, without the tax'),
          amount: Money('The tax'),
        },
        { title: 'TaxGroup' },
      ),
      { description: 'One for each rate that is set up for something in it, the highest first' },
    ),
    itemsTotal: Money('Sum of the lines'),
    discountTotal: Money('What is taken off, of lines and charges'),
    chargesTotal: Money('Sum of the charges'),
    taxTotal: Money('Sum of the taxes'),
    pricesIncludeTax: Type.Boolean({ description: 'false: taxTotal comes on top' }),
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
