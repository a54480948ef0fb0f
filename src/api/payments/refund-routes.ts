import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import { findRefund, listRefunds } from '../../order-payments/read-payments.ts';
import { refundOrder } from '../../order-payments/refund-order.ts';
import { retryRefund } from '../../order-payments/retry-refund.ts';
import { acceptChange } from '../orders/change-order.ts';
import { UNITS_BODY_BYTES } from '../orders/life-schemas.ts';
import { visibleOrder } from '../orders/visible-order.ts';
import { conditionHeaders, IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { EmptyBody, RefundBody, RefundParams, RefundSchema } from './schemas.ts';

export const refundRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Payments'];
  const locationOf = (orderId: string) => (id: string) => `/orders/${orderId}/refunds/${id}`;

  app.post(
    '/orders/:id/refunds',
    {
      config: { access: 'orders:write', idempotent: true },
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        tags,
        operationId: 'refundOrder',
        summary: 'Give money back',
        description:
          'An amount, what some units cost, or all that is left. `PENDING` until the provider has given it back; what is on ' +
          'its way counts as given. Cancellations and returns give back what they have to by themselves.',
        params: IdParams,
        headers: conditionHeaders,
        body: RefundBody,
        answerHeaders: { 202: ['Location'] },
        response: {
          202: RefundSchema,
          ...problemResponses(
            'not_found',
            'refund_exceeds_captured',
            'quantity_exceeded',
            'version_mismatch',
          ),
        },
      },
    },
    (request, reply) => {
      const { amount, items } = request.body;
      if (amount !== undefined && items)
        throw validationFailed({ pointer: '#/amount', detail: 'goes without items' });
      return acceptChange(app, request, reply, locationOf(request.params.id), (client, asked) =>
        refundOrder(client, { ...asked, ...request.body }),
      );
    },
  );

  app.get(
    '/orders/:id/refunds',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listRefunds',
        summary: "List an order's refunds",
        description: 'Oldest first, those of cancellations and returns among them.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(RefundSchema, 'RefundPage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      return listRefunds(app.pg, { orderId, ...request.query });
    },
  );

  app.get(
    '/orders/:id/refunds/:refundId',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getRefund',
        summary: 'Read a refund',
        params: RefundParams,
        response: { 200: RefundSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const found = await findRefund(app.pg, orderId, request.params.refundId);
      if (!found) throw new Problem('not_found', 'There is no such refund');
      return found;
    },
  );

  app.post(
    '/orders/:id/refunds/:refundId/retries',
    {
      config: { access: 'orders:write', idempotent: true },
      schema: {
        tags,
        operationId: 'retryRefund',
        summary: 'Ask once more for a refund that has failed',
        params: RefundParams,
        headers: conditionHeaders,
        body: EmptyBody('RefundRetryRequest'),
        answerHeaders: { 202: ['Location'] },
        response: {
          202: RefundSchema,
          ...problemResponses(
            'not_found',
            'refund_not_failed',
            'refund_exceeds_captured',
            'version_mismatch',
          ),
        },
      },
    },
    (request, reply) => {
      const { id, refundId } = request.params;
      return acceptChange(app, request, reply, locationOf(id), (client, asked) =>
        retryRefund(client, { ...asked, refundId }),
      );
    },
  );
};
