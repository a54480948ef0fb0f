import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { findDelivery, listDeliveries, retryDelivery } from '../../webhooks/list-deliveries.ts';
import { findEndpoint } from '../../webhooks/list-endpoints.ts';
import { answerOnce } from '../answer-once.ts';
import { instantOf } from '../instant.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { audited } from '../staff/audited.ts';
import { validationFailed } from '../validation-failed.ts';
import { subjectOfEndpoint } from './facts.ts';
import { DeliveriesQuery, DeliveryDetailsSchema, DeliverySchema } from './schemas.ts';

/** What endpoints are owed, and what came of it. */
export const webhookDeliveryRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Webhooks'];
  const config = { access: 'settings:write' } as const;
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.get(
    '/webhook-endpoints/:id/deliveries',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookDeliveries',
        summary: 'List the deliveries of a webhook endpoint',
        description: 'The newest first, for 30 days.',
        params: IdParams,
        querystring: DeliveriesQuery,
        response: {
          200: Page(DeliverySchema, 'WebhookDeliveryPage'),
          ...problemResponses('not_found', 'invalid_cursor', 'validation_failed'),
        },
      },
    },
    async ({ params, query: { from, to, ...query } }) => {
      const since = from === undefined ? undefined : instantOf(from, '#/from');
      const until = to === undefined ? undefined : instantOf(to, '#/to');
      if (since && until && since > until)
        throw validationFailed({ pointer: '#/to', detail: 'must not be before from' });
      if (!(await findEndpoint(app.pg, params.id))) throw new Problem('not_found');
      return listDeliveries(app.pg, params.id, {
        ...query,
        ...(since && { from: since }),
        ...(until && { to: until }),
      });
    },
  );

  app.get(
    '/webhook-deliveries/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getWebhookDelivery',
        summary: 'Read a delivery',
        description: 'With what is sent, and every attempt.',
        params: IdParams,
        response: { 200: DeliveryDetailsSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const found = await findDelivery(app.pg, request.params.id);
      if (!found) throw new Problem('not_found');
      return found;
    },
  );

  app.post(
    '/webhook-deliveries/:id/retries',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'retryWebhookDelivery',
        summary: 'Deliver once more',
        description:
          'At once, under the same `webhook-id`, also what was taken before; with all attempts before it.',
        params: IdParams,
        response: { 202: DeliverySchema, ...problemResponses('not_found', 'endpoint_disabled') },
      },
    },
    async (request, reply) => {
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const view = await retryDelivery(client, request.params.id);
        const after = { deliveryId: view.id, eventId: view.eventId };
        await audited(request, client, { subject: subjectOfEndpoint(view.endpointId), after });
        return { reference: view.id, status: 202, view, result: {} };
      });
      return reply.send(body as never);
    },
  );
};
