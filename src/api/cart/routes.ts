import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { IdParams, problemResponses } from '../schemas.ts';
import { addToCart, emptyCart, removeFromCart, replaceCart, setQuantity } from './change-cart.ts';
import { readCart } from './read-cart.ts';
import { AddItemBody, CartItemSchema, CartSchema, QuantityBody, ReplaceCartBody } from './schemas.ts';

/** A cart of 2,000 items is about 180 kB. */
const CART_BODY_BYTES = 512 * 1_024;

export const cartRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Cart'];
  const config = { access: 'CUSTOMER' } as const;
  const cartOf = (userId: string) => readCart(app.pg, userId, app.config.defaultCurrency);

  app.get(
    '/cart',
    { config, schema: { tags, summary: 'View the cart', response: { 200: CartSchema } } },
    (request) => cartOf(request.user.sub),
  );

  app.post(
    '/cart/items',
    {
      config,
      schema: {
        tags,
        summary: 'Add a product',
        description: 'The same product again adds up. Stock is not checked here: a cart is a wish.',
        body: AddItemBody,
        response: { 201: CartItemSchema, ...problemResponses('not_found', 'cart_full', 'currency_mismatch') },
      },
    },
    async (request, reply) => {
      const wish = { ...request.body, productId: request.body.productId.toLowerCase() };
      return reply.code(201).send(await addToCart(app.orm.em.fork(), request.user.sub, wish));
    },
  );

  app.put(
    '/cart',
    {
      config,
      bodyLimit: CART_BODY_BYTES,
      schema: {
        tags,
        summary: 'Replace the cart',
        body: ReplaceCartBody,
        response: { 200: CartSchema, ...problemResponses('not_found', 'cart_full', 'currency_mismatch') },
      },
    },
    async (request) => {
      const wishes = request.body.items.map((item) => ({ ...item, productId: item.productId.toLowerCase() }));
      await replaceCart(app.orm.em.fork(), request.user.sub, wishes);
      return cartOf(request.user.sub);
    },
  );

  app.patch(
    '/cart/items/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Set the quantity of an item',
        params: IdParams,
        body: QuantityBody,
        response: { 200: CartItemSchema, ...problemResponses('not_found') },
      },
    },
    (request) => {
      const id = request.params.id.toLowerCase();
      return setQuantity(app.orm.em.fork(), request.user.sub, id, request.body.quantity);
    },
  );

  app.delete(
    '/cart/items/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an item',
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed' }), ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      await removeFromCart(app.orm.em.fork(), request.user.sub, request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/cart',
    {
      config,
      schema: { tags, summary: 'Empty the cart', response: { 204: Type.Null({ description: 'Empty' }) } },
    },
    async (request, reply) => {
      await emptyCart(app.orm.em.fork(), request.user.sub);
      return reply.code(204).send(null);
    },
  );
};
