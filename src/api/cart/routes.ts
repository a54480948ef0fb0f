import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addToCart, emptyCart, removeFromCart, replaceCart, setQuantity } from '../../cart/change-cart.ts';
import { readCart } from '../../cart/read-cart.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { asProblem } from './problems.ts';
import { AddItemBody, CartItemSchema, CartSchema, QuantityBody, ReplaceCartBody } from './schemas.ts';

/** A cart of 2,000 items is about 180 kB. */
const CART_BODY_BYTES = 512 * 1_024;

export const cartRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Cart'];
  const config = { access: 'CUSTOMER' } as const;
  const cartOf = (userId: string) => readCart(app.pg, userId, app.config.defaultCurrency);

  app.get(
    '/cart',
    {
      config,
      schema: {
        tags,
        operationId: 'getCart',
        summary: 'View the cart',
        description: 'Lines with their price and stock right now; nothing is reserved.',
        response: { 200: CartSchema },
      },
    },
    (request) => cartOf(request.user.sub),
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
        response: { 201: CartItemSchema, ...problemResponses('not_found', 'cart_full', 'currency_mismatch') },
      },
    },
    async (request, reply) => {
      const item = withCanonicalId(request.body);
      const added = addToCart(app.orm.em.fork(), request.user.sub, item);
      return reply.code(201).send(await added.catch(asProblem(() => '#/productId')));
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
        response: { 200: CartSchema, ...problemResponses('not_found', 'cart_full', 'currency_mismatch') },
      },
    },
    async (request) => {
      const items = request.body.items.map(withCanonicalId);
      const pointerOf = (id: string) =>
        `#/items/${items.findIndex((item) => item.productId === id)}/productId`;
      await replaceCart(app.orm.em.fork(), request.user.sub, items).catch(asProblem(pointerOf));
      return cartOf(request.user.sub);
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
      return setQuantity(app.orm.em.fork(), request.user.sub, id, request.body.quantity).catch(asProblem());
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
      await removeFromCart(app.orm.em.fork(), request.user.sub, request.params.id).catch(asProblem());
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
        response: { 204: Type.Null({ description: 'Empty' }) },
      },
    },
    async (request, reply) => {
      await emptyCart(app.orm.em.fork(), request.user.sub).catch(asProblem());
      return reply.code(204).send(null);
    },
  );
};

/** PostgreSQL writes a UUID in lower case. */
function withCanonicalId<T extends { productId: string }>(item: T): T {
  return { ...item, productId: item.productId.toLowerCase() };
}
