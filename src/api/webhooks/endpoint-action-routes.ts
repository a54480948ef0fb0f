import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { testEndpoint } from '../../webhooks/endpoint-events.ts';
import { secretSeal } from '../../webhooks/endpoint-secrets.ts';
import { askForReplay } from '../../webhooks/replays.ts';
import { rotateSecret } from '../../webhooks/rotate-secret.ts';
import { answerOnce } from '../answer-once.ts';
import { keptInstantOf } from '../instant.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { audited } from '../staff/audited.ts';
import { validationFailed } from '../validation-failed.ts';
import { answerWithSecret } from './answer-with-secret.ts';
import { subjectOfEndpoint } from './facts.ts';
import { ReplayBody, ReplaySchema, RotationBody, RotationSchema, TestSchema } from './schemas.ts';

/** What is done with an endpoint: another secret, a test, a replay. */
export const webhookActionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Webhooks'];
  const config = { access: 'settings:write', idempotent: true } as const;
  const seal = secretSeal(app.config.jwtSecret);
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.post(
    '/webhook-endpoints/:id/secret-rotations',
    {
      config,
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook endpoint another secret',
        description:
          'Deliveries are signed with both for `overlapSeconds`, so that the receiver can change over meanwhile. Secrets from ' +
          'rotations before sign to the end that was answered for each; ten may sign at once.',
        params: IdParams,
        body: RotationBody,
        response: { 201: RotationSchema, ...problemResponses('not_found', 'secret_limit') },
      },
    },
    async (request, reply) => {
      const { overlapSeconds } = request.body;
      const { view } = await answerWithSecret(request, reply, seal, async (client) => {
        const { secret, ...view } = await rotateSecret(client, seal, request.params.id, overlapSeconds);
        await audited(request, client, {
          subject: subjectOfEndpoint(view.endpointId),
          after: { overlapSeconds },
        });
        return { reference: view.endpointId, view, secret };
      });
      return reply.send(view);
    },
  );

  app.post(
    '/webhook-endpoints/:id/tests',
    {
      config,
      schema: {
        tags,
        operationId: 'testWebhookEndpoint',
        summary: 'Send a test event',
        description:
          '`endpoint.test`, to this endpoint alone, whatever types it listens to. Its deliveries tell how it went.',
        params: IdParams,
        response: { 202: TestSchema, ...problemResponses('not_found', 'endpoint_disabled') },
      },
    },
    async (request, reply) => {
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const endpointId = request.params.id.toLowerCase();
        const eventId = await testEndpoint(client, endpointId);
        await audited(request, client, { subject: subjectOfEndpoint(endpointId), after: { eventId } });
        return { reference: eventId, status: 202, view: { endpointId, eventId }, result: {} };
      });
      return reply.send(body as never);
    },
  );

  app.post(
    '/webhook-endpoints/:id/replays',
    {
      config,
      schema: {
        tags,
        operationId: 'replayWebhookEvents',
        summary: 'Send the events of a span of time once more',
        description:
          'Under their own `webhook-id`, also those that were not owed then: the endpoint was disabled or is newer. Events are kept for 30 days.',
        params: IdParams,
        body: ReplayBody,
        response: { 202: ReplaySchema, ...problemResponses('not_found', 'endpoint_disabled') },
      },
    },
    async (request, reply) => {
      const { onlyFailed } = request.body;
      const from = keptInstantOf(request.body.from, '#/from');
      const to = keptInstantOf(request.body.to, '#/to');
      if (from > to) throw validationFailed({ pointer: '#/to', detail: 'must not be before from' });
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const view = await askForReplay(client, request.params.id.toLowerCase(), { from, to, onlyFailed });
        await audited(request, client, {
          subject: subjectOfEndpoint(view.endpointId),
          after: { from: view.from, to: view.to, onlyFailed },
        });
        return { reference: view.id, status: 202, view, result: {} };
      });
      return reply.send(body as never);
    },
  );
};
