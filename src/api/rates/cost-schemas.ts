import { Type } from 'typebox';
import { chargeTypes } from '../../entities/order-charge.entity.ts';
import { discountSources } from '../../entities/order-discount.entity.ts';
import { Choice, Money } from '../schemas.ts';
import { Rate } from './schemas.ts';

/** What quotes and orders say of each line and charge. */
export const lineCosts = {
  discount: Money('What is taken off'),
  tax: Money('Of what is left: in it, or on top of it where prices do not include tax'),
  taxRate: Type.Integer({ description: 'Millionths; 0 also where no rate is set up', examples: [190_000] }),
};

/** What quotes and orders say beside their lines. */
export const orderCosts = {
  charges: Type.Array(
    Type.Object(
      {
        type: Choice(chargeTypes, { title: 'ChargeType' }),
        label: Type.String({ examples: ['Standard parcel'] }),
        amount: Money('Before discount'),
        ...lineCosts,
      },
      { title: 'Charge' },
    ),
  ),
  discounts: Type.Array(
    Type.Object(
      {
        source: Choice(discountSources, { title: 'DiscountSource' }),
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
};
