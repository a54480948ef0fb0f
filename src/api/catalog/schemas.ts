import { Type } from 'typebox';
import { productSorts } from '../../catalog/list-position.ts';
import { movementReasons } from '../../entities/stock-movement.entity.ts';
import { limits } from '../../limits.ts';
import {
  Choice,
  Currency,
  CurrencyInUse,
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

export const ProductSchema = Type.Object(
  {
    id: Uuid(),
    sku: Sku(),
    name: Name(),
    description: Type.String(),
    category: CategoryName(),
    price: Price(),
    currency: Currency(),
    stockQuantity: Stock(),
    version: Type.Integer({ description: 'Raised by every change; the ETag' }),
    createdAt: Timestamp(),
    updatedAt: Timestamp(),
  },
  { title: 'Product', description: 'The product' },
);

export const ListQuery = strict({
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]*$' })),
  sort: Type.Optional(
    Choice(productSorts, {
      title: 'ProductSort',
      description: 'Unless told: newest; with q: the best match first',
    }),
  ),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^[^\\u0000]*$',
      description:
        'Words that are all in SKU, name, category or description; parts of words in SKU and name; where nothing has them, words that are spelt nearly so. Without sort it shows the few hundred best matches, with sort all of them.',
      examples: ['enamel mug'],
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
    stockQuantity: Type.Optional(Stock()),
  },
  { minProperties: 1, title: 'UpdateProductRequest' },
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
