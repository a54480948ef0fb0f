import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { markDelivered, undoFulfilment } from '../../order-life/change-fulfillment.ts';
import { fulfilOrder } from '../../order-life/fulfil-order.ts';
import { findFulfillment, listFulfillments } from '../../order-life/list-fulfillments.ts';
import { instantOf } from '../instant.ts';
import { conditionHeaders, IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { changeOrder, recordChange } from './change-order.ts';
import {
  DeliveredBody,
  FulfilBody,
  FulfillmentParams,
  FulfillmentSchema,
  UNITS_BODY_BYTES,
} from './life-schemas.ts';
import { visibleOrder } from './visible-order.ts';

/** A carrier's clock may be ahead of ours, and its time of day be told as UTC. */
const CLOCKS_APART_MS = 24 * 60 * 60 * 1_000;

export const fulfillmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];

  app.post(
    '/orders/:id/fulfillments',
    {
      config: { access: 'orders:write', idempotent: true },
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        tags,
        operationId: 'fulfilOrder',
        summary: 'Ship an order, or some of its units',
        description:
          'The customer is told by mail, with carrier, number and link. No stock moves: it was sold.',
        params: IdParams,
        headers: conditionHeaders,
        body: FulfilBody,
        answerHeaders: { 201: ['Location'] },
        response: {
          201: FulfillmentSchema,
          ...problemResponses(
            'not_found',
            'order_unpaid',
            'order_cancelled',
            'nothing_open',
            'version_mismatch',
          ),
        },
      },
    },
    (request, reply) =>
      recordChange(
        app,
        request,
        reply,
        (id) => `/orders/${request.params.id}/fulfillments/${id}`,
        (client, asked) => fulfilOrder(client, { ...asked, ...request.body }),
      ),
  );

  app.get(
    '/orders/:id/fulfillments',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listFulfillments',
        summary: "List an order's parcels",
        description: 'Oldest first, without those that were not handed over after all.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(FulfillmentSchema, 'FulfillmentPage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      return listFulfillments(app.pg, { orderId, ...request.query });
    },
  );

  app.get(
    '/orders/:id/fulfillments/:fulfillmentId',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getFulfillment',
        summary: 'Read a parcel',
        params: FulfillmentParams,
        response: { 200: FulfillmentSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const found = await findFulfillment(app.pg, orderId, request.params.fulfillmentId);
      if (!found) throw new Problem('not_found', 'There is no such parcel');
      return found;
    },
  );

  app.patch(
    '/orders/:id/fulfillments/:fulfillmentId',
    {
      config: { access: 'orders:write' },
      schema: {
        tags,
        operationId: 'markDelivered',
        summary: 'Say when a parcel was delivered',
        description: 'The same again changes nothing.',
        params: FulfillmentParams,
        headers: conditionHeaders,
        body: DeliveredBody,
        response: {
          200: FulfillmentSchema,
          ...problemResponses('not_found', 'already_delivered', 'version_mismatch'),
        },
      },
    },
    (request) => {
      const deliveredAt = instantOf(request.body.deliveredAt, '#/deliveredAt');
      if (deliveredAt.getTime() > Date.now() + CLOCKS_APART_MS) {
        throw validationFailed({ pointer: '#/deliveredAt', detail: 'lies in the future' });
      }
      const { fulfillmentId } = request.params;
      return changeOrder(app, request, (client, asked) =>
        markDelivered(client, { ...asked, fulfillmentId, deliveredAt }),
      );
    },
  );

  app.delete(
    '/orders/:id/fulfillments/:fulfillmentId',
    {
      config: { access: 'orders:write' },
      schema: {
        tags,
        operationId: 'undoFulfillment',
        summary: 'Take back a parcel that was not handed over',
        description: 'Its units are open again. Possible until it is delivered.',
        params: FulfillmentParams,
        headers: conditionHeaders,
        response: {
          204: Type.Null({ description: 'Undone' }),
          ...problemResponses('not_found', 'already_delivered', 'units_returned', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      const { fulfillmentId } = request.params;
      await changeOrder(app, request, (client, asked) => undoFulfilment(client, { ...asked, fulfillmentId }));
      return reply.code(204).send(null);
    },
  );
};
