import { type Static, type TSchema, Type } from 'typebox';
import { couponKinds } from '../../entities/coupon.entity.ts';
import { limits } from '../../limits.ts';
import {
  Choice,
  COUNTRY,
  Currency,
  CurrencyInUse,
  Price,
  prose,
  strict,
  Timestamp,
  text,
  Uuid,
} from '../schemas.ts';

/** What null may stand for: there is none. */
export const orNone = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ ...schema, type: [(schema as unknown as { type: string }).type, 'null'] });
export const maybe = <T extends TSchema>(schema: T) => Type.Optional(orNone(schema));

export const Country = (description = 'ISO 3166-1 alpha-2, in capitals') =>
  Type.String({ maxLength: 2, format: COUNTRY, description, examples: ['DE'] });
export const Region = () =>
  text(limits.address.region, { description: 'As addresses name it, in any case', examples: ['Bavaria'] });
export const TaxClass = () =>
  text(limits.taxClass, {
    description: 'Goods that are taxed alike; `standard` unless told',
    examples: ['reduced'],
  });
export const CouponCode = () =>
  Type.String({
    minLength: 1,
    maxLength: limits.couponCode,
    pattern: '^[A-Za-z0-9_-]+$',
    description: 'Letters, digits, - and _; in upper or lower case',
    examples: ['SPRING10'],
  });
export const Rate = () =>
  Type.Integer({
    minimum: 0,
    maximum: limits.millionths,
    description: 'Millionths: 190000 is 19 %',
    examples: [190_000],
  });

export const Amount = (description: string) =>
  Type.Integer({ minimum: 0, maximum: limits.total, description, examples: [5_000] });
const Grams = (description: string) =>
  Type.Integer({ minimum: 0, maximum: limits.cartWeight, description, examples: [2_000] });
const Uses = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 2_147_483_647, description, examples: [100] });
export const Instant = (description: string) =>
  Type.String({ format: 'date-time', maxLength: 64, description, examples: ['2027-01-01T00:00:00.000Z'] });
export const kept = {
  version: Type.Integer({ description: 'Raised by every change; the ETag' }),
  createdAt: Timestamp(),
  updatedAt: Timestamp(),
};

const methodMembers = {
  name: text(limits.label, { examples: ['Standard parcel'] }),
  countries: Type.Array(Country(), {
    maxItems: 300,
    uniqueItems: true,
    description: 'Where it goes; none: everywhere',
    examples: [['DE', 'AT']],
  }),
  price: Price(),
};
const methodOptions = {
  freeAbove: maybe(Amount('Goods of so much, less their discounts, are sent for nothing')),
  minWeight: maybe(Grams('Grams of the lightest cart that it takes')),
  maxWeight: maybe(Grams('Grams of the heaviest cart that it takes')),
  taxClass: Type.Optional(TaxClass()),
  description: Type.Optional(prose(limits.shippingText, { examples: ['Two to three days'] })),
};
export const ShippingMethodBody = strict(
  { ...methodMembers, currency: Type.Optional(CurrencyInUse()), ...methodOptions },
  { title: 'CreateShippingMethodRequest' },
);
export const ShippingMethodChanges = Type.Partial(ShippingMethodBody, {
  additionalProperties: false,
  minProperties: 1,
  title: 'UpdateShippingMethodRequest',
});
export const ShippingMethodSchema = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    countries: Type.Array(Type.String(), { description: 'Where it goes; none: everywhere' }),
    price: Price(),
    currency: Currency(),
    freeAbove: orNone(Amount('Goods of so much, less their discounts, are sent for nothing')),
    minWeight: orNone(Grams('Grams of the lightest cart that it takes')),
    maxWeight: orNone(Grams('Grams of the heaviest cart that it takes')),
    taxClass: Type.String({ examples: ['standard'] }),
    description: Type.String(),
    ...kept,
  },
  { title: 'ShippingMethod', description: 'A way in which the shop sends things' },
);

export const TaxRateBody = strict(
  {
    country: Country(),
    region: maybe(Region()),
    taxClass: Type.Optional(TaxClass()),
    rate: Rate(),
    name: text(limits.label, { examples: ['VAT 19 %'] }),
    validFrom: maybe(Instant('From this instant on; null: ever since')),
    validTo: maybe(Instant('Until before this instant; null: with no end')),
  },
  { title: 'CreateTaxRateRequest' },
);
export const TaxRateChanges = Type.Partial(TaxRateBody, {
  additionalProperties: false,
  minProperties: 1,
  title: 'UpdateTaxRateRequest',
});
export const TaxRateSchema = Type.Object(
  {
    id: Uuid(),
    country: Type.String(),
    region: Type.Union([Type.String(), Type.Null()]),
    taxClass: Type.String({ examples: ['standard'] }),
    rate: Rate(),
    name: Type.String(),
    validFrom: Type.Union([Timestamp(), Type.Null()]),
    validTo: Type.Union([Timestamp(), Type.Null()]),
    ...kept,
  },
  { title: 'TaxRate', description: 'What a country, or a region of it, takes of a class of goods' },
);

const couponOptions = {
  currency: maybe(CurrencyInUse()),
  minTotal: maybe(Amount('What the lines have to come to, before anything is taken off')),
  startsAt: maybe(Instant('From this instant on')),
  endsAt: maybe(Instant('Until before this instant')),
  usageLimit: maybe(Uses('Orders that may have it')),
  perCustomerLimit: maybe(Uses('Orders of one buyer that may have it')),
};
const CouponValue = () =>
  Type.Integer({
    minimum: 0,
    maximum: limits.total,
    description: 'Millionths of the lines (`percent`), minor units (`amount`), 0 (`freeShipping`)',
    examples: [100_000],
  });
export const CouponBody = strict(
  {
    code: CouponCode(),
    kind: Choice(couponKinds, { title: 'CouponKind' }),
    value: Type.Optional(CouponValue()),
    ...couponOptions,
    firstOrderOnly: Type.Optional(Type.Boolean()),
  },
  { title: 'CreateCouponRequest' },
);
export const CouponChanges = Type.Partial(CouponBody, {
  additionalProperties: false,
  minProperties: 1,
  title: 'UpdateCouponRequest',
});
export const CouponSchema = Type.Object(
  {
    id: Uuid(),
    code: Type.String(),
    kind: Choice(couponKinds, { title: 'CouponKind' }),
    value: CouponValue(),
    currency: Type.Union([Currency(), Type.Null()]),
    minTotal: orNone(Amount('What the lines have to come to, before anything is taken off')),
    startsAt: Type.Union([Timestamp(), Type.Null()]),
    endsAt: Type.Union([Timestamp(), Type.Null()]),
    usageLimit: orNone(Uses('Orders that may have it')),
    perCustomerLimit: orNone(Uses('Orders of one buyer that may have it')),
    firstOrderOnly: Type.Boolean(),
    used: Type.Integer({ description: 'Orders that have it' }),
    ...kept,
  },
  { title: 'Coupon', description: 'A code that takes something off' },
);
