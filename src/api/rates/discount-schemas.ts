import { Type } from 'typebox';
import { discountKinds, discountScopes } from '../../entities/automatic-discount.entity.ts';
import { limits } from '../../limits.ts';
import { Choice, Currency, CurrencyInUse, EXAMPLE_ID, strict, Timestamp, text, Uuid } from '../schemas.ts';
import { Amount, Instant, kept, maybe, orNone } from './schemas.ts';

const Kind = () => Choice(discountKinds, { title: 'DiscountKind' });
const Scope = () =>
  Choice(discountScopes, { title: 'DiscountScope', description: 'The lines that it is for; `order`: all' });
const Value = () =>
  Type.Integer({
    minimum: 1,
    maximum: limits.total,
    description:
      'Millionths of the lines (`percent`) or of the units that are got (`buyXGetY`: 1000000 is for nothing), minor units (`amount`)',
    examples: [100_000],
  });
const Category = () =>
  text(limits.category, { description: 'With scope `category`, in any case', examples: ['mugs'] });
const ProductIds = (options: object = {}) =>
  Type.Array(Uuid({ maxLength: 36 }), {
    ...options,
    description: 'With scope `products`',
    examples: [[EXAMPLE_ID]],
  });
const MinTotal = () => Amount('What the lines that it is for have to come to, before anything is taken off');
const Units = (description: string) =>
  Type.Integer({ minimum: 1, maximum: limits.quantity, description, examples: [2] });
const MinQuantity = () => Units('Units that there have to be of what it is for');
const BuyQuantity = () => Units('With `buyXGetY`: units that are paid for in full');
const GetQuantity = () => Units('With `buyXGetY`: units that come for less with them, the cheapest ones');
const Priority = () =>
  Type.Integer({
    minimum: -1_000_000,
    maximum: 1_000_000,
    description: 'The highest comes first',
    examples: [0],
  });
const Combinable = () =>
  Type.Boolean({ description: 'false: it is taken alone where it comes first, and else not at all' });

export const DiscountBody = strict(
  {
    name: text(limits.label, { description: 'As buyers read it', examples: ['Summer sale'] }),
    kind: Kind(),
    value: Value(),
    currency: maybe(CurrencyInUse()),
    scope: Type.Optional(Scope()),
    category: maybe(Category()),
    productIds: Type.Optional(ProductIds({ maxItems: limits.discountProducts })),
    minTotal: maybe(MinTotal()),
    minQuantity: maybe(MinQuantity()),
    buyQuantity: maybe(BuyQuantity()),
    getQuantity: maybe(GetQuantity()),
    startsAt: maybe(Instant('From this instant on')),
    endsAt: maybe(Instant('Until before this instant')),
    priority: Type.Optional(Priority()),
    combinable: Type.Optional(Combinable()),
    enabled: Type.Optional(Type.Boolean()),
  },
  { title: 'CreateDiscountRequest' },
);
export const DiscountChanges = Type.Partial(DiscountBody, {
  additionalProperties: false,
  minProperties: 1,
  title: 'UpdateDiscountRequest',
});
export const DiscountSchema = Type.Object(
  {
    id: Uuid(),
    name: Type.String({ description: 'As buyers read it' }),
    kind: Kind(),
    value: Value(),
    currency: Type.Union([Currency(), Type.Null()]),
    scope: Scope(),
    category: orNone(Category()),
    productIds: ProductIds(),
    minTotal: orNone(MinTotal()),
    minQuantity: orNone(MinQuantity()),
    buyQuantity: orNone(BuyQuantity()),
    getQuantity: orNone(GetQuantity()),
    startsAt: Type.Union([Timestamp(), Type.Null()]),
    endsAt: Type.Union([Timestamp(), Type.Null()]),
    priority: Priority(),
    combinable: Combinable(),
    enabled: Type.Boolean(),
    ...kept,
  },
  { title: 'AutomaticDiscount', description: 'What is taken off without a code' },
);
