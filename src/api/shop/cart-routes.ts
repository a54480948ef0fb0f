import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { HoldfastProblem, orThrow } from '../../../clients/typescript/src/index.ts';
import type { ShownCart } from '../../shop/api-answers.ts';
import { cartPage } from '../../shop/cart-page.ts';
import { productPage } from '../../shop/catalog-pages.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { IdParams, Uuid } from '../schemas.ts';
import { cartOf, sendPage } from './send-page.ts';

const Units = Type.String({ maxLength: 20 });
const AddForm = Type.Object({ productId: Uuid(), quantity: Units });
const LineForm = Type.Object({ quantity: Units, remove: Type.Optional(Type.String()) });
const noCart: ShownCart = { items: [], discounts: [], total: 0, currency: 'GBP' };

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
      const asked = { productId, quantity: unitsOf(body.quantity) };
      await orThrow(visitor.api.POST('/cart/items', { body: asked }));
    } catch (error) {
      const fault = faultOf(error);
      const product = await orThrow(
        visitor.open.GET('/products/{id}', { params: { path: { id: productId } } }),
      );
      return sendPage(request, reply.code(fault.status), productPage(product, fault.words));
    }
    return reply.redirect('/shop/cart', 303);
  });

  app.post(
    '/shop/cart/items/:id',
    { schema: { params: IdParams, body: LineForm } },
    async (request, reply) => {
      const { visitor, body } = request;
      const params = { path: { id: request.params.id } };
      try {
        if (body.remove !== undefined) await orThrow(visitor.api.DELETE('/cart/items/{id}', { params }));
        else {
          const asked = { quantity: unitsOf(body.quantity) };
          await orThrow(visitor.api.PATCH('/cart/items/{id}', { params, body: asked }));
        }
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
  if (!(error instanceof HoldfastProblem)) throw error;
  const { problem } = error;
  const words =
    problem.code === 'validation_failed' ? 'Please take a whole number from 1 on.' : problemWords(problem);
  return { status: error.status, words };
}
