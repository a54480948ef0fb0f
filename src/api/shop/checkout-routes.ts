import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { HoldfastProblem, orThrow } from '../../../clients/typescript/src/index.ts';
import { Problem } from '../../errors.ts';
import { formatMoney } from '../../markup/format-money.ts';
import type { Order, ProblemBody } from '../../shop/api-answers.ts';
import { type CheckoutForm, costsOf, emptyForm, orderBody } from '../../shop/checkout-form.ts';
import { checkoutPage, tryAgainPage } from '../../shop/checkout-page.ts';
import { inOrder } from '../../shop/payment-words.ts';
import { fieldFaults, problemWords, shortageWords } from '../../shop/problem-words.ts';
import { beginPayment } from './begin-payment.ts';
import { keyHeader } from './key-header.ts';
import { type QuotedForm, quoteForm } from './quote-form.ts';
import { cartOf, sendPage } from './send-page.ts';

/** The longest field is the note. */
const Text = () => Type.String({ maxLength: 2_000, default: '' });
const fields = Object.fromEntries(Object.keys(emptyForm).map((name) => [name, Text()]));
const Form = Type.Unsafe<CheckoutForm & { do: string }>(
  Type.Object({ ...fields, do: Text() }, { additionalProperties: false }),
);

/** From the cart to the order. */
export const shopCheckoutRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const providers = inOrder(app.config.paymentProviders);

  app.get('/shop/checkout', async (request, reply) => {
    const cart = await cartOf(request);
    if (!cart || cart.items.length === 0) return reply.redirect('/shop/cart', 303);
    // One key for the life of the form: whatever becomes of an answer, it orders once.
    const form = { ...emptyForm, key: randomUUID() };
    return sendPage(request, reply, checkoutPage({ form, providers }), cart);
  });

  app.post('/shop/checkout', { schema: { body: Form } }, async (request, reply) => {
    const { do: asked, ...form } = request.body;
    if (!request.visitor.isKnown) return reply.redirect('/shop/cart', 303);
    if (asked === 'order' && form.expectedTotal !== '' && form.quoted === costsOf(form))
      return placeOrder(request, reply, form);
    return showQuote(request, reply, form, asked === 'order');
  });

  /** Shows what it costs. @param isOrder whether it was to be ordered, and is not what was shown any more */
  async function showQuote(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: CheckoutForm,
    isOrder: boolean,
  ): Promise<FastifyReply> {
    const quoted = await quoteForm(request.visitor, asked).catch(orEmptyCart);
    if (quoted === undefined) return reply.redirect('/shop/cart', 303);
    const { quote, words } = quoted;
    const changed =
      isOrder && quote
        ? {
            words: `With your changes it is ${formatMoney(quote.total, quote.currency)}.`,
            mood: 'good' as const,
          }
        : undefined;
    const told = words === undefined ? changed : { words, mood: 'bad' as const };
    return sendPage(request, reply, checkoutPage({ ...quoted, providers, told }));
  }

  async function placeOrder(
    request: FastifyRequest,
    reply: FastifyReply,
    form: CheckoutForm,
  ): Promise<FastifyReply> {
    const provider = providers.find((name) => name === form.provider);
    // Whoever pays chooses how: the shop may have ended a way since the form was shown.
    if (provider === undefined && (providers.length > 0 || form.provider !== ''))
      return refused(request, reply, form, new Problem('unknown_payment_provider'));
    let order: Order;
    try {
      const params = { header: keyHeader(form.key) };
      order = await orThrow(request.visitor.api.POST('/orders', { params, body: orderBody(form, provider) }));
    } catch (error) {
      if (!(error instanceof HoldfastProblem) || error.code === 'idempotency_key_reused') throw error;
      return refused(request, reply, form, error.problem);
    }
    if (provider === undefined || order.status !== 'PENDING')
      return reply.redirect(`/shop/orders/${order.id}`, 303);
    return beginPayment(request, reply, { order, provider });
  }

  async function refused(
    request: FastifyRequest,
    reply: FastifyReply,
    form: CheckoutForm,
    problem: ProblemBody,
  ): Promise<FastifyReply> {
    const { status, code } = problem;
    reply.code(status);
    if (status >= 500 || code === 'idempotency_in_progress' || code === 'rate_limited')
      return sendPage(request, reply, tryAgainPage(form, problemWords(problem)));
    const quoted = await quoteForm(request.visitor, form).catch(orEmptyCart);
    if (quoted === undefined) return reply.redirect('/shop/cart', 303);
    const isFaulty = code === 'validation_failed';
    const told = isFaulty
      ? 'Please look at what is marked.'
      : code === 'insufficient_stock'
        ? shortageWords(problem, quoted.quote?.items ?? [])
        : (quoted.words ?? problemWords(problem));
    const faults = isFaulty ? fieldFaults(problem) : quoted.faults;
    const view = { ...quoted, providers, faults, told: { words: told, mood: 'bad' as const } };
    return sendPage(request, reply, checkoutPage(view));
  }
};

/** Ordered in another tab, or taken out of the shop meanwhile: the cart's page says so. */
function orEmptyCart(error: unknown): QuotedForm | undefined {
  if (error instanceof HoldfastProblem && error.problem.code === 'cart_empty') return undefined;
  throw error;
}
