import type { FastifyPluginAsync } from 'fastify';
import type { Static } from 'typebox';
import { categoryNamed } from '../../catalog/identity.ts';
import type { AutomaticDiscount } from '../../entities/automatic-discount.entity.ts';
import type { Coupon } from '../../entities/coupon.entity.ts';
import type { TaxRate } from '../../entities/index.ts';
import type { ShippingMethod } from '../../entities/shipping-method.entity.ts';
import { couponCode, coupons, viewOfCoupon } from '../../rates/coupons.ts';
import { discounts, viewOfDiscount } from '../../rates/discounts.ts';
import type { Changes } from '../../rates/settings.ts';
import { shippingMethods, viewOfShippingMethod } from '../../rates/shipping-methods.ts';
import { taxRates, viewOfTaxRate } from '../../rates/tax-rates.ts';
import { keptInstantOf } from '../instant.ts';
import { DiscountBody, DiscountChanges, DiscountSchema } from './discount-schemas.ts';
import {
  CouponBody,
  CouponChanges,
  CouponSchema,
  ShippingMethodBody,
  ShippingMethodChanges,
  ShippingMethodSchema,
  TaxRateBody,
  TaxRateChanges,
  TaxRateSchema,
} from './schemas.ts';
import { settingsRoutes } from './settings-routes.ts';

/** What an order costs beside its goods: set up by those who have the scope; how it is sent, anybody may know. */
export const rateRoutes: FastifyPluginAsync = async (app) => {
  settingsRoutes(app, {
    path: '/shipping-methods',
    name: 'ShippingMethod',
    list: 'ShippingMethods',
    one: 'a shipping method',
    many: 'shipping methods',
    settings: shippingMethods,
    viewOf: viewOfShippingMethod,
    changesOf: (body: Static<typeof ShippingMethodBody>): Changes<ShippingMethod> => body,
    defaults: { currency: app.config.defaultCurrency },
    body: ShippingMethodBody,
    changes: ShippingMethodChanges,
    answer: ShippingMethodSchema,
    readers: 'anyone',
    problems: [],
  });
  settingsRoutes(app, {
    path: '/tax-rates',
    name: 'TaxRate',
    list: 'TaxRates',
    one: 'a tax rate',
    many: 'tax rates',
    settings: taxRates,
    viewOf: viewOfTaxRate,
    changesOf: ({ validFrom, validTo, ...rest }: Static<typeof TaxRateBody>): Changes<TaxRate> => ({
      ...rest,
      ...instants({ validFrom, validTo }),
    }),
    defaults: {},
    body: TaxRateBody,
    changes: TaxRateChanges,
    answer: TaxRateSchema,
    readers: 'settings:write',
    problems: ['tax_rate_taken'],
  });
  settingsRoutes(app, {
    path: '/coupons',
    name: 'Coupon',
    list: 'Coupons',
    one: 'a coupon',
    many: 'coupons',
    settings: coupons,
    viewOf: viewOfCoupon,
    changesOf: ({
      code,
      startsAt,
      endsAt,
      ...rest
    }: Partial<Static<typeof CouponBody>>): Changes<Coupon> => ({
      ...rest,
      ...(code !== undefined && { code: couponCode(code) }),
      ...instants({ startsAt, endsAt }),
    }),
    defaults: {},
    body: CouponBody,
    changes: CouponChanges,
    answer: CouponSchema,
    readers: 'settings:write',
    problems: ['coupon_code_taken'],
  });
  settingsRoutes(app, {
    path: '/discounts',
    name: 'Discount',
    list: 'Discounts',
    one: 'an automatic discount',
    many: 'automatic discounts',
    settings: discounts,
    viewOf: viewOfDiscount,
    changesOf: ({
      startsAt,
      endsAt,
      category,
      productIds,
      ...rest
    }: Partial<Static<typeof DiscountBody>>): Changes<AutomaticDiscount> => ({
      ...rest,
      ...(category !== undefined && { category: category && categoryNamed(category).slug }),
      ...(productIds && { productIds: [...new Set(productIds.map((id) => id.toLowerCase()))] }),
      ...instants({ startsAt, endsAt }),
    }),
    defaults: {},
    body: DiscountBody,
    changes: DiscountChanges,
    answer: DiscountSchema,
    readers: 'settings:write',
    problems: [],
  });
};

/** Those that are given, as instants. @throws {Problem} */
function instants<Name extends string>(given: { [N in Name]?: string | null | undefined }) {
  const known = (Object.entries(given) as [Name, string | null | undefined][]).filter(
    (entry): entry is [Name, string | null] => entry[1] !== undefined,
  );
  return Object.fromEntries(
    known.map(([name, text]) => [name, text === null ? null : keptInstantOf(text, `#/${name}`)]),
  ) as { [N in Name]?: Date | null };
}
