import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Cart, Product } from '../../shop/api-answers.ts';
import { cartPage } from '../../shop/cart-page.ts';
import { productPage } from '../../shop/catalog-pages.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { IdParams, Uuid } from '../schemas.ts';
import { cartOf, sendPage } from './send-page.ts';
import { ApiRefusal } from './visitor.ts';

const Units = Type.String({ maxLength: 20 });
const AddForm = Type.Object({ productId: Uuid(), quantity: Units });
const LineForm = Type.Object({ quantity: Units, remove: Type.Optional(Type.String()) });
const noCart: Cart = { items: [], total: 0, currency: 'GBP' };

/** The cart: looked at, filled, changed. */
export const shopCartRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/shop/cart', async (request, reply) => {
    const cart = (await cartOf(request)) ?? noCart;
    return sendPage(request, reply, cartPage(cart), cart);
  });

  app.post('/shop/cart/items', { schema: { body: AddForm } }, async (request, reply) => {
    const { visitor, body } = request;
    const { productId } = body;
    try {
      await visitor.becomeGuest();
      await visitor.call('POST', '/cart/items', { productId, quantity: unitsOf(body.quantity) });
    } catch (error) {
      const fault = faultOf(error);
      const product = await visitor.look<Product>(`/products/${productId}`);
      return sendPage(request, reply.code(fault.status), productPage(product, fault.words));
    }
    return reply.redirect('/shop/cart', 303);
  });

  app.post(
    '/shop/cart/items/:id',
    { schema: { params: IdParams, body: LineForm } },
    async (request, reply) => {
      const { visitor, body } = request;
      const line = `/cart/items/${request.params.id}`;
      try {
        if (body.remove !== undefined) await visitor.call('DELETE', line);
        else await visitor.call('PATCH', line, { quantity: unitsOf(body.quantity) });
      } catch (error) {
        const fault = faultOf(error);
        // Taken out in another tab: the cart as it is says it all.
        if (fault.status === 404) return reply.redirect('/shop/cart', 303);
        const cart = (await cartOf(request)) ?? noCart;
        return sendPage(request, reply.code(fault.status), cartPage(cart, fault.words), cart);
      }
      return reply.redirect('/shop/cart', 303);
    },
  );
};

/** The API judges it: what is no number is none there, either. */
function unitsOf(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
}

/** @throws {unknown} what is no answer of the API to the buyer */
function faultOf(error: unknown): { status: number; words: string } {
  if (!(error instanceof ApiRefusal)) throw error;
  const { problem } = error;
  const words =
    problem.code === 'validation_failed' ? 'Please take a whole number from 1 on.' : problemWords(problem);
  return { status: problem.status, words };
}
