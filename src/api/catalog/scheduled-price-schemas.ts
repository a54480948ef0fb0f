import { Type } from 'typebox';
import { Page, Price, strict, Timestamp, Uuid } from '../schemas.ts';

const Instant = (description: string) => ({
  format: 'date-time',
  maxLength: 64,
  description,
  examples: ['2027-01-01T00:00:00.000Z'],
});
const startsAt = Type.String(Instant('From this instant on'));
const endsAt = Type.Optional(
  Type.Unsafe<string | null>({
    ...Instant('Until before this instant; null: with no end'),
    type: ['string', 'null'],
  }),
);

export const PriceParams = strict({ id: Uuid(), priceId: Uuid() });
export const ScheduledPriceBody = strict(
  { price: Price(), startsAt, endsAt },
  { title: 'SchedulePriceRequest' },
);
export const ScheduledPriceChanges = Type.Partial(ScheduledPriceBody, {
  additionalProperties: false,
  minProperties: 1,
  title: 'UpdateScheduledPriceRequest',
});
export const ScheduledPriceSchema = Type.Object(
  {
    id: Uuid(),
    productId: Uuid(),
    price: Price(),
    startsAt: Timestamp(),
    endsAt: Type.Union([Timestamp(), Type.Null()]),
    version: Type.Integer({ description: 'Raised by every change; the ETag' }),
    createdAt: Timestamp(),
    updatedAt: Timestamp(),
  },
  { title: 'ScheduledPrice', description: 'What a product costs for a time, in place of its usual price' },
);
export const ScheduledPricesPage = Page(ScheduledPriceSchema, 'ScheduledPricePage');
