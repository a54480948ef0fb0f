import { Type } from 'typebox';
import { productSorts } from '../../catalog/list-position.ts';
import { movementReasons } from '../../entities/stock-movement.entity.ts';
import { limits } from '../../limits.ts';
import {
  Choice,
  Currency,
  CurrencyInUse,
  ID,
  NO_NUL,
  Price,
  pageQuery,
  prose,
  strict,
  Timestamp,
  text,
  Uuid,
} from '../schemas.ts';

const Sku = () => text(limits.sku, { examples: ['MUG-01'] });
const Name = () => text(200, { examples: ['Enamel mug, 350 ml'] });
const CategoryName = () => text(limits.category, { examples: ['Kitchen'] });
const Stock = () => Type.Integer({ minimum: 0, maximum: limits.stock, examples: [50] });

const TaxClass = () =>
  text(limits.taxClass, {
    description: 'Goods that are taxed alike; left out: `standard`',
    examples: ['reduced'],
  });
const CompareAtPrice = () =>
  Type.Integer({
    minimum: 0,
    maximum: limits.price,
    description:
      'What the price is compared with, in minor units; shown where it is above the price. While a scheduled price is below the usual one and nothing is given here, that is the usual price',
    examples: [1599],
  });
const Weight = () =>
  Type.Integer({
    minimum: 1,
    maximum: limits.weight,
    description: 'Grams of one unit; left out where nobody said',
    examples: [350],
  });

const LowStockThreshold = () =>
  Type.Integer({
    minimum: 1,
    maximum: limits.stock,
    description: 'When the stock comes down to so many units, product.low_stock is told; left out: it is not',
    examples: [10],
  });

export const ProductSchema = Type.Object(
  {
    id: Uuid(),
    sku: Sku(),
    name: Name(),
    description: Type.String(),
    category: CategoryName(),
    price: Price(),
    compareAtPrice: Type.Optional(CompareAtPrice()),
    currency: Currency(),
    stockQuantity: Stock(),
    taxClass: Type.Optional(TaxClass()),
    weight: Type.Optional(Weight()),
    lowStockThreshold: Type.Optional(LowStockThreshold()),
    version: Type.Integer({ description: 'Raised by every change; the ETag' }),
    createdAt: Timestamp(),
    updatedAt: Timestamp(),
    archived: Type.Optional(
      Type.Literal(true, { description: 'It was taken out of the shop: shown to administrators alone' }),
    ),
  },
  { title: 'Product', description: 'The product' },
);

export const CategoriesSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          name: CategoryName(),
          productCount: Type.Integer({ description: 'Products for sale', examples: [12] }),
        },
        { title: 'Category' },
      ),
    ),
  },
  { title: 'CategoryList', description: 'The categories that have products for sale, by name' },
);

/** Any price that a filter may name: more than there is harms nobody. */
const PriceBound = (which: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description: `The ${which} price, included, in minor units, whatever the currency. Not with q`,
    }),
  );

export const ListQuery = strict({
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: NO_NUL })),
  sort: Type.Optional(
    Choice(productSorts, {
      title: 'ProductSort',
      description: 'Unless told: newest; with q: the best match first',
    }),
  ),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: NO_NUL,
      description:
        'Words that are all in SKU, name, category or description; parts of words in SKU and name; where nothing has them, words that are spelt nearly so. Without sort it shows the few hundred best matches, with sort all of them.',
      examples: ['enamel mug'],
    }),
  ),
  ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 36, pattern: ID }), {
      minItems: 1,
      maxItems: 100,
      description:
        'Products that are wanted, repeated or separated by commas; those that are for sale are shown, all on one page unless limit says less. Not with q',
    }),
  ),
  sku: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, pattern: NO_NUL, description: 'The SKU, whole. Not with q' }),
  ),
  inStock: Type.Optional(
    Type.Boolean({
      description:
        'true: what is in stock; false: what is sold out. Where few of many products are, a page may be shorter than its limit before the last one. Not with q',
    }),
  ),
  minPrice: PriceBound('lowest'),
  maxPrice: PriceBound('highest'),
  archived: Type.Optional(
    Type.Boolean({
      description:
        'true: what was taken out of the shop. For administrators; goes with limit and cursor alone',
    }),
  ),
  ...pageQuery,
});

const fields = {
  sku: Sku(),
  name: Name(),
  description: Type.Optional(prose(10_000)),
  category: CategoryName(),
  price: Price(),
  currency: Type.Optional(CurrencyInUse()),
  taxClass: Type.Optional(TaxClass()),
  weight: Type.Optional(Type.Union([Weight(), Type.Null()])),
  compareAtPrice: Type.Optional(Type.Union([CompareAtPrice(), Type.Null()])),
  lowStockThreshold: Type.Optional(Type.Union([LowStockThreshold(), Type.Null()])),
};

export const CreateBody = strict({ ...fields, stockQuantity: Stock() }, { title: 'CreateProductRequest' });
export const ReplaceBody = strict(
  { ...fields, stockQuantity: Type.Optional(Stock()) },
  { title: 'ReplaceProductRequest' },
);
export const PatchBody = strict(
  {
    sku: Type.Optional(Sku()),
    name: Type.Optional(Name()),
    description: fields.description,
    category: Type.Optional(CategoryName()),
    price: Type.Optional(Price()),
    currency: fields.currency,
    taxClass: fields.taxClass,
    weight: fields.weight,
    compareAtPrice: fields.compareAtPrice,
    lowStockThreshold: fields.lowStockThreshold,
    stockQuantity: Type.Optional(Stock()),
    archived: Type.Optional(
      Type.Boolean({
        description: 'false puts a product back into the shop, true takes it out as DELETE does',
      }),
    ),
  },
  { minProperties: 1, title: 'UpdateProductRequest' },
);

export const PricesBody = strict(
  {
    items: Type.Array(strict({ id: Uuid(), price: Price() }), {
      minItems: 1,
      maxItems: limits.priceList,
      description: 'Each product once',
    }),
  },
  { title: 'ChangePricesRequest' },
);
export const PricesSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Uuid(),
        price: Price(),
        version: Type.Integer({ description: 'Raised where the price was another one' }),
      }),
    ),
  },
  { title: 'ChangedPrices', description: 'The products, in the order of the request' },
);

export const AdjustmentBody = strict(
  {
    delta: Type.Integer({ minimum: -limits.stock, maximum: limits.stock, not: { const: 0 }, examples: [-3] }),
    reason: text(200, {
      description: 'Why, in words. The ledger shows it as `note`',
      examples: ['Broken in storage'],
    }),
  },
  { title: 'StockAdjustmentRequest' },
);
export const AdjustmentSchema = Type.Object(
  {
    productId: Uuid(),
    delta: Type.Integer(),
    reason: Type.String({ description: 'As it was given' }),
    note: Type.String({ description: 'The same, by the name that it has in the ledger' }),
    stockQuantity: Type.Integer({ description: 'After this change' }),
    version: Type.Integer(),
    createdAt: Timestamp(),
  },
  { title: 'StockAdjustment', description: 'What was done, and the stock after it' },
);

export const MovementSchema = Type.Object(
  {
    productId: Uuid(),
    delta: Type.Integer(),
    reason: Choice(movementReasons, {
      title: 'StockMovementReason',
      description: 'The kind of movement; `adjustment` for every change that an administrator made',
    }),
    reference: Type.Union([Type.String(), Type.Null()], { description: 'The order, or the administrator' }),
    note: Type.Union([Type.String(), Type.Null()], {
      description: 'In words: of a stock adjustment the `reason` that it was given; null for a sale',
    }),
    resultingQuantity: Type.Integer(),
    version: Type.Integer(),
    createdAt: Timestamp(),
  },
  { title: 'StockMovement' },
);

export const MovementsQuery = strict({
  at: Type.Optional(Timestamp()),
  ...pageQuery,
});
export const MovementsPage = Type.Object(
  {
    items: Type.Array(MovementSchema),
    nextCursor: Type.Union([Type.String(), Type.Null()]),
    stockQuantity: Type.Integer({ description: 'Units in stock at that time, or now' }),
  },
  { title: 'StockMovementPage', description: 'A page of the ledger' },
);
