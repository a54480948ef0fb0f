import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Problem } from '../../errors.ts';
import { findAnswer } from '../../idempotency/find-answer.ts';
import { WITHDRAWN_STATUS } from '../../idempotency/withdrawn.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { capturePayment } from '../../order-payments/capture-payment.ts';
import { lookAtPayment } from '../../order-payments/look-at-payment.ts';
import { payOrder } from '../../order-payments/pay-order.ts';
import { findPayment, listPayments } from '../../order-payments/read-payments.ts';
import { viewOfPayment } from '../../order-payments/views.ts';
import { voidPayment } from '../../order-payments/void-payment.ts';
import { answerOnce, answerWith } from '../answer-once.ts';
import { acceptChange, askedBy } from '../orders/change-order.ts';
import { visibleOrder } from '../orders/visible-order.ts';
import { conditionHeaders, IdParams, problemResponses } from '../schemas.ts';
import {
  CaptureBody,
  EmptyBody,
  OperationSchema,
  PaymentBody,
  PaymentParams,
  PaymentSchema,
  PaymentsSchema,
} from './schemas.ts';

export const paymentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Payments'];
  const noSuch = () => new Problem('not_found', 'There is no such payment');

  app.post(
    '/orders/:id/payments',
    {
      config: { access: 'user', keyScope: 'orders:write', idempotent: true },
      schema: {
        tags,
        operationId: 'payOrder',
        summary: 'Begin to pay an order',
        description:
          'What the order costs still. The answer says what the buyer does next. The attempt that is open is given again ' +
          '(200), where it is the same; another one ends first, so that nobody pays twice. The order is `PLACED` once the ' +
          'money has come, whether or not the buyer comes back. For its buyer; whoever works here begins `manual` ones alone, to record money that came.',
        params: IdParams,
        headers: conditionHeaders,
        body: PaymentBody,
        answerHeaders: { 200: ['Location'], 201: ['Location'] },
        response: {
          200: PaymentSchema,
          201: PaymentSchema,
          ...problemResponses(
            'not_found',
            'unknown_payment_provider',
            'order_paid',
            'order_cancelled',
            'payment_in_progress',
            'version_mismatch',
            'payment_provider_refused',
            'payment_provider_unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const asked = askedBy(request);
      const locationOf = (id: string) => `/orders/${request.params.id}/payments/${id}`;
      // Before the provider is asked: what was answered once is not begun again.
      const known = request.keyed && (await findAnswer(app.pg, request.keyed));
      if (known && known.status !== WITHDRAWN_STATUS) {
        const { reference, body } = answerWith(reply, { answer: known, result: undefined });
        return reply.header('location', locationOf(reference)).send(body as never) as never;
      }
      const paying = await payOrder(app.payments, { ...asked, ...request.body });
      app.jobs.publish(paying.owes);
      const { reference, body } = await answerOnce(
        request,
        reply,
        <T>(work: (client: PoolClient) => Promise<T>) => runTransition(app.pg, work),
        async (client) => {
          const payment = await findPayment(client, asked.orderId, paying.paymentId);
          if (!payment) throw noSuch();
          const view = viewOfPayment(payment);
          return { reference: view.id, status: paying.isNew ? 201 : 200, view, result: view };
        },
      );
      return reply.header('location', locationOf(reference)).send(body as never) as never;
    },
  );

  app.get(
    '/orders/:id/payments',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listPayments',
        summary: "List an order's payments",
        description: 'Oldest first: at most one is open.',
        params: IdParams,
        response: { 200: PaymentsSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => ({
      items: await listPayments(app.pg, await visibleOrder(app.pg, request)),
      nextCursor: null,
    }),
  );

  app.get(
    '/orders/:id/payments/:paymentId',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getPayment',
        summary: 'Read a payment',
        params: PaymentParams,
        response: { 200: PaymentSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const payment = await findPayment(app.pg, orderId, request.params.paymentId);
      if (!payment) throw noSuch();
      return viewOfPayment(payment);
    },
  );

  app.post(
    '/orders/:id/payments/:paymentId/refreshes',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'refreshPayment',
        summary: 'Ask the provider now how a payment stands',
        description:
          'What the page does that the buyer comes back to. Nothing hangs on it: the provider tells by itself, too.',
        params: PaymentParams,
        body: EmptyBody('PaymentRefreshRequest'),
        response: {
          200: PaymentSchema,
          ...problemResponses('not_found', 'payment_provider_unavailable'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const payment = await findPayment(app.pg, orderId, request.params.paymentId);
      if (!payment) throw noSuch();
      const { applied, owes } = await lookAtPayment(app.payments, payment);
      app.jobs.publish(owes);
      return viewOfPayment(applied?.money.payments.find(({ id }) => id === payment.id) ?? payment);
    },
  );

  app.post(
    '/orders/:id/payments/:paymentId/captures',
    {
      config: { access: 'orders:write', idempotent: true },
      schema: {
        tags,
        operationId: 'capturePayment',
        summary: 'Take money that is held, or record what has come',
        description:
          'Of a payment that is `AUTHORIZED`, no more than is due: taking less lets go of the rest. Of a `manual` one what has ' +
          'come by bank transfer or in cash, in whatever parts; what is too much is on record as given back.',
        params: PaymentParams,
        headers: conditionHeaders,
        body: CaptureBody,
        answerHeaders: { 202: ['Location'] },
        response: {
          202: OperationSchema,
          ...problemResponses('not_found', 'nothing_to_capture', 'order_cancelled', 'version_mismatch'),
        },
      },
    },
    (request, reply) => {
      const { id, paymentId } = request.params;
      return acceptChange(
        app,
        request,
        reply,
        () => `/orders/${id}/payments/${paymentId}`,
        (client, asked) => capturePayment(client, { ...asked, ...request.body, paymentId }),
      );
    },
  );

  app.post(
    '/orders/:id/payments/:paymentId/voids',
    {
      config: { access: 'orders:write', idempotent: true },
      schema: {
        tags,
        operationId: 'voidPayment',
        summary: 'End a payment that is open',
        description: 'What is held of it is let go. Captured money is given back by a refund.',
        params: PaymentParams,
        headers: conditionHeaders,
        body: EmptyBody('VoidRequest'),
        answerHeaders: { 202: ['Location'] },
        response: {
          202: OperationSchema,
          ...problemResponses('not_found', 'nothing_to_void', 'version_mismatch'),
        },
      },
    },
    (request, reply) => {
      const { id, paymentId } = request.params;
      return acceptChange(
        app,
        request,
        reply,
        () => `/orders/${id}/payments/${paymentId}`,
        (client, asked) => voidPayment(client, { ...asked, paymentId }),
      );
    },
  );
};
