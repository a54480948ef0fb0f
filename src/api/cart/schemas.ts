import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { Currency, Money, Quantity, strict, Uuid } from '../schemas.ts';

export const AddItemBody = strict({ productId: Uuid(), quantity: Quantity() });
export const ReplaceCartBody = strict({ items: Type.Array(AddItemBody, { maxItems: limits.cartItems }) });
export const QuantityBody = strict({ quantity: Quantity() });

export const CartItemSchema = Type.Object({
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
});

export const CartSchema = Type.Object({
  items: Type.Array(CartItemSchema),
  total: Money('Sum of the lines that are for sale in the currency of the cart'),
  currency: Currency(),
});
