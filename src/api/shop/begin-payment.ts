import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HoldfastProblem, orThrow } from '../../../clients/typescript/src/index.ts';
import type { Order } from '../../shop/api-answers.ts';
import { leadingOnPage, orderPage } from '../../shop/order-page.ts';
import { inOrder } from '../../shop/payment-words.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { sendPage } from './send-page.ts';

/**
 * Begins to pay an order and leads on to the provider's page, where it has one. The order is there already: where nothing
 * can be paid now, its page says why, and has the button again. Each press has a key of its own: an attempt that is open is
 * given again, and a button that is pressed once more after another try begins anew.
 */
export async function beginPayment(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { order: Order; provider: string },
): Promise<FastifyReply> {
  const { order, provider } = given;
  const page = `/shop/orders/${order.id}`;
  try {
    const asked = { provider, returnUrl: `${originOf(request)}${page}?back=yes` };
    const payment = await orThrow(
      request.visitor.api.POST('/orders/{id}/payments', {
        params: { path: { id: order.id } },
        body: asked,
      }),
    );
    const { nextAction } = payment;
    if (nextAction?.type !== 'redirect' || !/^https?:\/\//.test(nextAction.url))
      return reply.redirect(page, 303);
    return sendPage(request, reply, leadingOnPage(order, nextAction.url));
  } catch (error) {
    if (!(error instanceof HoldfastProblem)) throw error;
    const told = { words: problemWords(error.problem), mood: 'bad' as const };
    const providers = inOrder(request.server.config.paymentProviders);
    reply.code(error.status);
    return sendPage(request, reply, orderPage({ order, providers, key: randomUUID(), told }));
  }
}

/** Where the browser is, by its own words: the form has been found to come from a page of this shop. */
function originOf({ headers: { origin = '' }, protocol, host }: FastifyRequest): string {
  return /^https?:\/\//.test(origin) ? origin : `${protocol}://${host}`;
}
