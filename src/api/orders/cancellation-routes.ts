import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import type { CancellationView } from '../../order-life/decide-cancellation.ts';
import { findCancellation, listCancellations } from '../../order-life/list-cancellations.ts';
import { answerWith, createdAnswer } from '../answer-once.ts';
import { may } from '../plugins/access.ts';
import { conditionHeaders, IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { createCancelQueue } from './cancel-queue.ts';
import { askedBy } from './change-order.ts';
import { CancelBody, CancellationParams, CancellationSchema, UNITS_BODY_BYTES } from './life-schemas.ts';
import { visibleOrder } from './visible-order.ts';

export const cancellationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];
  const cancel = createCancelQueue(app.pg);

  app.post(
    '/orders/:id/cancellations',
    {
      config: { access: 'user', keyScope: 'orders:write', idempotent: true },
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        tags,
        operationId: 'cancelOrder',
        summary: 'Cancel an order, or some of its units',
        description:
          'Units that are neither shipped nor cancelled, at once and for good: with `restock` they are for sale again ' +
          'in the same moment. An order of which nothing is left is `CANCELLED`. A customer may cancel while nothing ' +
          'is shipped, an administrator any open unit.',
        params: IdParams,
        headers: conditionHeaders,
        body: CancelBody,
        answerHeaders: { 201: ['Location'] },
        response: {
          201: CancellationSchema,
          ...problemResponses(
            'not_found',
            'nothing_open',
            'order_cancelled',
            'order_fulfilled',
            'version_mismatch',
            'overloaded',
          ),
        },
      },
    },
    async (request, reply) => {
      // Overruled in silence, a buyer would wait for other money than they get.
      if (request.body.refund === false && !may(request, 'orders:write'))
        throw validationFailed({ pointer: '#/refund', detail: 'is for those who work here to refuse' });
      const done = await cancel({
        command: { ...askedBy(request), ...request.body },
        keyed: request.keyed,
        answerOf: (view) => createdAnswer(reply, view.id, view),
      });
      const { reference, body, result } = answerWith(reply, done);
      if (result) app.jobs.publish(result.owes);
      return reply
        .header('location', `/orders/${request.params.id}/cancellations/${reference}`)
        .send(body as never) as never;
    },
  );

  app.get(
    '/orders/:id/cancellations',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listCancellations',
        summary: "List an order's cancellations",
        description: 'Oldest first. Notes of operators are for administrators alone.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(CancellationSchema, 'CancellationPage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      return listCancellations(app.pg, {
        orderId,
        ...request.query,
        isOperator: may(request, 'orders:read'),
      });
    },
  );

  app.get(
    '/orders/:id/cancellations/:cancellationId',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getCancellation',
        summary: 'Read a cancellation',
        params: CancellationParams,
        response: { 200: CancellationSchema, ...problemResponses('not_found') },
      },
    },
    async (request): Promise<CancellationView> => {
      const orderId = await visibleOrder(app.pg, request);
      const { cancellationId: id } = request.params;
      const found = await findCancellation(app.pg, { orderId, id, isOperator: may(request, 'orders:read') });
      if (!found) throw new Problem('not_found', 'There is no such cancellation');
      return found;
    },
  );
};
