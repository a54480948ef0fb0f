import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { EXAMPLE_ID, Uuid } from '../schemas.ts';
import { CouponCode } from './schemas.ts';

/** What a buyer chooses of what their cart costs: members of a quote's request and of an order's. */
export const costChoice = {
  shippingMethodId: Type.Optional(
    Uuid({ maxLength: 36, description: 'One of `shippingMethods` of a quote', examples: [EXAMPLE_ID] }),
  ),
  couponCodes: Type.Optional(
    Type.Array(CouponCode(), {
      maxItems: limits.couponCodes,
      description: 'In the order in which they are taken',
    }),
  ),
};
