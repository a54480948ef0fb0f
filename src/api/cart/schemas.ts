import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { orderCosts } from '../rates/cost-schemas.ts';
import { Currency, EXAMPLE_ID, Money, Quantity, strict, Uuid } from '../schemas.ts';

export const AddItemBody = strict(
  {
    productId: Uuid({ description: 'id of a product, from GET /products', examples: [EXAMPLE_ID] }),
    quantity: Quantity(),
  },
  { title: 'CartItemRequest' },
);
export const ReplaceCartBody = strict(
  { items: Type.Array(AddItemBody, { maxItems: limits.cartItems }) },
  { title: 'CartRequest' },
);
export const QuantityBody = strict({ quantity: Quantity() }, { title: 'QuantityRequest' });

export const CartItemSchema = Type.Object(
  {
    id: Uuid(),
    productId: Uuid(),
    sku: Type.String(),
    name: Type.String(),
    unitPrice: Money('Price today'),
    currency: Currency(),
    quantity: Quantity(),
    lineTotal: Money('unitPrice times quantity'),
    available: Type.Integer({
      description:
        'Units in stock right now; 0 when the product is no longer for sale, or no longer in the currency of the cart',
    }),
  },
  { title: 'CartItem', description: 'A line of the cart' },
);

export const CartLinesSchema = Type.Object(
  {
    items: Type.Array(CartItemSchema),
    total: Money('Sum of the lines'),
    currency: Currency(),
  },
  { title: 'CartLines', description: 'The lines of the cart, before anything is taken off' },
);

export const CartSchema = Type.Object(
  {
    items: Type.Array(CartItemSchema),
    ...orderCosts,
    total: Money(
      'What the lines that are for sale in the currency of the cart come to; shipping and tax depend on where it goes: POST /cart/quote',
    ),
    currency: Currency(),
  },
  { title: 'Cart', description: 'The cart, and what is known of its costs without an address' },
);
