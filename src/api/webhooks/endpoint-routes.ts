import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { differenceOf } from '../../audit/facts.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { checkUrl } from '../../outbound/address-guard.ts';
import { changeEndpoint, createEndpoint, deleteEndpoint } from '../../webhooks/change-endpoints.ts';
import { secretSeal } from '../../webhooks/endpoint-secrets.ts';
import { findEndpoint, listEndpoints } from '../../webhooks/list-endpoints.ts';
import { preconditionOf } from '../preconditions.ts';
import {
  conditionHeaders,
  IdParams,
  knownVersions,
  Page,
  problemResponses,
  RecordsQuery,
  removal,
} from '../schemas.ts';
import { audited } from '../staff/audited.ts';
import { etagOf, isKnown } from '../version-tags.ts';
import { answerWithSecret } from './answer-with-secret.ts';
import { checkChange } from './check-change.ts';
import { factsOfEndpoint, subjectOfEndpoint } from './facts.ts';
import { EndpointBody, EndpointChanges, EndpointSchema, NewEndpointSchema } from './schemas.ts';

/** Where events are sent: made, listed, changed, deleted. */
export const webhookEndpointRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Webhooks'];
  const config = { access: 'settings:write' } as const;
  const seal = secretSeal(app.config.jwtSecret);
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.post(
    '/webhook-endpoints',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createWebhookEndpoint',
        summary: 'Add a webhook endpoint',
        description:
          'Events of these types are sent to it from then on, as Standard Webhooks 1.0.0 has it: signed, at least once, each ' +
          'under one `webhook-id`, in no promised order (`data.order.version` tells which is newer). The URL must not lead ' +
          'into networks that are not on the open internet.',
        body: EndpointBody,
        answerHeaders: { 201: ['Location', 'ETag'] },
        response: { 201: NewEndpointSchema, ...problemResponses('url_refused', 'endpoint_limit') },
      },
    },
    async (request, reply) => {
      await checkUrl(request.body.url, app.config.webhookNetworks);
      const { reference, view } = await answerWithSecret(request, reply, seal, async (client) => {
        const made = await createEndpoint(client, seal, request.body);
        const subject = subjectOfEndpoint(made.view.id);
        await audited(request, client, { subject, after: factsOfEndpoint(made.view) });
        return { reference: made.view.id, ...made };
      });
      return reply.header('location', `/webhook-endpoints/${reference}`).header('etag', etagOf(1)).send(view);
    },
  );

  app.get(
    '/webhook-endpoints',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookEndpoints',
        summary: 'List webhook endpoints',
        description: 'The newest first.',
        querystring: RecordsQuery,
        response: { 200: Page(EndpointSchema, 'WebhookEndpointPage'), ...problemResponses('invalid_cursor') },
      },
    },
    (request) => listEndpoints(app.pg, request.query),
  );

  app.get(
    '/webhook-endpoints/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getWebhookEndpoint',
        summary: 'Read a webhook endpoint',
        description: 'All but its secret.',
        params: IdParams,
        headers: knownVersions,
        answerHeaders: { 200: ['ETag'], 304: ['ETag'] },
        response: {
          200: EndpointSchema,
          304: Type.Null({ description: 'Not changed' }),
          ...problemResponses('not_found'),
        },
      },
    },
    async (request, reply) => {
      const found = await findEndpoint(app.pg, request.params.id);
      if (!found) throw new Problem('not_found');
      reply.header('etag', etagOf(found.version));
      if (isKnown(request.headers['if-none-match'], found.version)) return reply.code(304).send(null);
      return found;
    },
  );

  app.patch(
    '/webhook-endpoints/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'updateWebhookEndpoint',
        summary: 'Change a webhook endpoint',
        description:
          'What is not named stays. Enabling one goes on with what it was owed; a replay sends what came meanwhile.',
        params: IdParams,
        headers: conditionHeaders,
        answerHeaders: { 200: ['ETag'], 412: ['ETag'] },
        body: EndpointChanges,
        response: {
          200: EndpointSchema,
          ...problemResponses('not_found', 'version_mismatch', 'url_refused'),
        },
      },
    },
    async (request, reply) => {
      await checkChange(app, request.params.id, request.body);
      const wanted = preconditionOf(request.headers);
      const view = await transact(async (client) => {
        const { before, after } = await changeEndpoint(client, request.params.id, request.body, wanted);
        const difference = differenceOf(factsOfEndpoint(before), factsOfEndpoint(after));
        const subject = subjectOfEndpoint(after.id);
        if (after.version !== before.version) await audited(request, client, { subject, ...difference });
        return after;
      });
      return reply.header('etag', etagOf(view.version)).send(view);
    },
  );

  app.delete(
    '/webhook-endpoints/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteWebhookEndpoint',
        summary: 'Remove a webhook endpoint',
        description: 'Nothing more is sent to it, also not what it was owed.',
        params: IdParams,
        ...removal,
      },
    },
    async (request, reply) => {
      const wanted = preconditionOf(request.headers);
      await transact(async (client) => {
        const gone = await deleteEndpoint(client, request.params.id, wanted);
        const subject = subjectOfEndpoint(gone.id);
        await audited(request, client, { subject, before: factsOfEndpoint(gone) });
      });
      return reply.code(204).send(null);
    },
  );
};
