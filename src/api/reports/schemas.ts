import { Type } from 'typebox';
import { salesDimensions } from '../../entities/sales-total.entity.ts';
import { Choice, Currency, Money, orNone, strict } from '../schemas.ts';

/** Rows of a report: some 15 MB of JSON. */
export const MAX_ROWS = 50_000;

const time = (what: string) =>
  Type.Optional(
    Type.String({
      maxLength: 40,
      description: `${what}: a day of UTC, or an instant`,
      examples: ['2026-11-01', '2026-11-01T00:00:00Z'],
    }),
  );

export const span = {
  from: time('The first day, or the instant from which on; 30 days before `to` unless it is said'),
  to: time('The last day, or the last instant; now unless it is said'),
  by: Choice(salesDimensions, { default: 'day', description: 'What the rows tell apart' }),
};

export const SalesQuery = strict({
  ...span,
  limit: Type.Integer({
    minimum: 1,
    maximum: MAX_ROWS,
    default: 1_000,
    description: 'Rows at most: the first days, else what sold most. The totals are of all',
  }),
});
export const SalesCsvQuery = strict(span);

const amounts = {
  net: Money('Without tax'),
  tax: Money('Tax'),
  gross: Money('`net` and `tax`: what the orders cost'),
};
const figures = {
  currency: Currency(),
  orders: Type.Integer({ description: 'Orders that have some of it' }),
  units: Type.Integer({ description: 'Units of products' }),
  discount: Money('Taken off before the amounts below'),
  ...amounts,
  reversed: Type.Object(
    { units: Type.Integer(), ...amounts },
    { description: 'What of all that was cancelled or came back since, at what it cost' },
  ),
};

const SalesItemSchema = Type.Object(
  {
    day: Type.Optional(Type.String({ description: 'By day: of UTC', examples: ['2026-11-01'] })),
    productId: Type.Optional(orNone({ description: 'By product: null for shipping and fees' })),
    sku: Type.Optional(orNone({ description: 'By product' })),
    name: Type.Optional(orNone({ description: 'By product' })),
    country: Type.Optional(
      orNone({ description: 'By country: where it goes; null where the order does not say' }),
    ),
    taxRate: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description: 'By tax rate: millionths; null where none was known',
      }),
    ),
    ...figures,
  },
  { title: 'SalesItem' },
);

export const SalesReportSchema = Type.Object(
  {
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time', description: 'The last instant, to the millisecond' }),
    by: Choice(salesDimensions),
    items: Type.Array(SalesItemSchema),
    totals: Type.Array(Type.Object(figures, { title: 'SalesTotal' }), {
      description: 'One for each currency',
    }),
    isComplete: Type.Boolean({ description: 'Whether all rows are there, and not the first of them alone' }),
  },
  { title: 'SalesReport' },
);
