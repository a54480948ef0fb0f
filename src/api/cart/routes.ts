import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addition, replacement } from '../../cart/cart-change.ts';
import { cartOf } from '../../cart/cart-view.ts';
import { removeFromCart, setQuantity } from '../../cart/change-line.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { createCarts } from './carts.ts';
import { asProblem } from './problems.ts';
import {
  AddItemBody,
  CartItemSchema,
  CartLinesSchema,
  CartSchema,
  QuantityBody,
  ReplaceCartBody,
} from './schemas.ts';

/** A cart of 2,000 items is about 180 kB. */
const CART_BODY_BYTES = 512 * 1_024;

export const cartRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Cart'];
  const config = { access: 'buyer' } as const;
  const carts = createCarts(app);

  app.get(
    '/cart',
    {
      config,
      schema: {
        tags,
        operationId: 'getCart',
        summary: 'View the cart',
        description:
          'Lines with their price and stock right now, and what is known of the costs without an address; nothing is reserved.',
        response: { 200: CartSchema, ...problemResponses('overloaded', 'unavailable') },
      },
    },
    (request) => carts.read(request.user.sub),
  );

  app.post(
    '/cart/items',
    {
      config,
      schema: {
        tags,
        operationId: 'addCartItem',
        summary: 'Add a product',
        description: 'The same product again adds up. Stock is not checked here: a cart is a wish.',
        body: AddItemBody,
        response: {
          201: CartItemSchema,
          ...problemResponses('not_found', 'cart_full', 'currency_mismatch', 'overloaded', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const change = addition(request.user.sub, withCanonicalId(request.body));
      const [line] = await carts.change(change, () => '#/productId');
      return reply.code(201).send(line!);
    },
  );

  app.put(
    '/cart',
    {
      config,
      bodyLimit: CART_BODY_BYTES,
      schema: {
        tags,
        operationId: 'replaceCart',
        summary: 'Replace the cart',
        description:
          'All lines in one call: what is not named goes, and a product that is named twice adds up.',
        body: ReplaceCartBody,
        response: {
          200: CartLinesSchema,
          ...problemResponses('not_found', 'cart_full', 'currency_mismatch', 'overloaded', 'unavailable'),
        },
      },
    },
    async (request) => {
      const items = request.body.items.map(withCanonicalId);
      const pointerOf = (id: string) =>
        `#/items/${items.findIndex((item) => item.productId === id)}/productId`;
      const lines = await carts.change(replacement(request.user.sub, items), pointerOf);
      return cartOf(lines, app.config.defaultCurrency);
    },
  );

  app.patch(
    '/cart/items/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'updateCartItem',
        summary: 'Set the quantity of an item',
        description: 'Sets it to this number; POST /cart/items adds.',
        params: IdParams,
        body: QuantityBody,
        response: { 200: CartItemSchema, ...problemResponses('not_found') },
      },
    },
    (request) => {
      const id = request.params.id.toLowerCase();
      return setQuantity(app.pg, request.user.sub, id, request.body.quantity).catch(asProblem());
    },
  );

  app.delete(
    '/cart/items/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeCartItem',
        summary: 'Remove an item',
        description: 'The id is that of the line in the cart, not the product.',
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed' }), ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      await removeFromCart(app.pg, request.user.sub, request.params.id).catch(asProblem());
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/cart',
    {
      config,
      schema: {
        tags,
        operationId: 'emptyCart',
        summary: 'Empty the cart',
        description: 'An empty cart stays empty.',
        response: {
          204: Type.Null({ description: 'Empty' }),
          ...problemResponses('overloaded', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      await carts.change(replacement(request.user.sub, []));
      return reply.code(204).send(null);
    },
  );
};

/** PostgreSQL writes a UUID in lower case. */
function withCanonicalId<T extends { productId: string }>(item: T): T {
  return { ...item, productId: item.productId.toLowerCase() };
}
