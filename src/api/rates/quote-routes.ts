import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import type { Fault } from '../../errors.ts';
import type { QuoteRequest } from '../../rates/quote-cart.ts';
import { quoteCart } from '../../rates/quote-cart.ts';
import { problemResponses } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { keptCodes } from './coupon-codes.ts';
import { quoteBody } from './quote-body.ts';
import { QuoteBody, QuoteSchema } from './quote-schemas.ts';

/** In ten minutes, of one account: a checkout page asks at each change. Nobody tries out codes much faster. */
const QUOTES_OF_AN_ACCOUNT = 600;

export const quoteRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/cart/quote',
    {
      config: { access: 'buyer', perAccount: QUOTES_OF_AN_ACCOUNT },
      schema: {
        tags: ['Cart'],
        operationId: 'quoteCart',
        summary: 'Ask what the cart costs',
        description:
          'With shipping, tax and coupons, as of now; nothing is reserved. Where it is not said where it goes, there is neither tax nor shipping.',
        body: QuoteBody,
        response: {
          200: QuoteSchema,
          ...problemResponses(
            'coupon_used_up',
            'cart_empty',
            'order_too_large',
            'address_required',
            'not_shippable',
            'coupon_not_applicable',
          ),
        },
      },
    },
    async (request) => {
      const { couponCodes = [], shippingMethodId } = request.body;
      const destination = destinationOf(request.body);
      const asked = { destination, shippingMethodId, couponCodes: keptCodes(couponCodes) };
      return quoteBody(await quoteCart(app.pg, request.user.sub, asked, app.config.pricesIncludeTax));
    },
  );
};

/** @throws {Problem} */
function destinationOf(body: Static<typeof QuoteBody>): QuoteRequest['destination'] {
  const { shippingAddress, shippingCountry, shippingRegion } = body;
  const faults: Fault[] = [];
  if (shippingAddress !== undefined && shippingCountry !== undefined)
    faults.push({ pointer: '#/shippingCountry', detail: 'does not go with shippingAddress' });
  if (shippingRegion !== undefined && shippingCountry === undefined)
    faults.push({ pointer: '#/shippingRegion', detail: 'goes with shippingCountry alone' });
  if (faults.length > 0) throw validationFailed(...faults);
  if (shippingAddress !== undefined)
    return { country: shippingAddress.country, region: shippingAddress.region };
  return shippingCountry === undefined ? undefined : { country: shippingCountry, region: shippingRegion };
}
