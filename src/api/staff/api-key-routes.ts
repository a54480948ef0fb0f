import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { createSeal } from '../../accounts/sealed.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { createApiKey, deleteApiKey } from '../../staff/change-api-keys.ts';
import { findApiKey, listApiKeys } from '../../staff/list-api-keys.ts';
import { answerOnce } from '../answer-once.ts';
import { keptInstantOf } from '../instant.ts';
import { IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { factsOfKey, subjectOfKey } from './api-key-facts.ts';
import { audited } from './audited.ts';
import { giverOf } from './giver.ts';
import { ApiKeyBody, ApiKeySchema, NewApiKeySchema } from './schemas.ts';

/** Keys for machines: made, listed, deleted. What they open is decided where people's tokens are (plugins/access.ts). */
export const apiKeyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Staff'];
  const config = { access: 'staff:write' } as const;
  const seal = createSeal(app.config.jwtSecret, 'kept api keys');
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.post(
    '/api-keys',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createApiKey',
        summary: 'Make an API key',
        description:
          'For a machine: it sends the key as `Authorization: Bearer`, and may do what its scopes say on every ' +
          'operation that names one; not what belongs to a person. It has a rate limit of its own.',
        body: ApiKeyBody,
        answerHeaders: { 201: ['Location'] },
        response: { 201: NewApiKeySchema },
      },
    },
    async (request, reply) => {
      const { expiresAt, ...input } = request.body;
      const until = expiresAt === undefined ? undefined : keptInstantOf(expiresAt, '#/expiresAt');
      if (until && until.getTime() <= Date.now())
        throw validationFailed({ pointer: '#/expiresAt', detail: 'is over already' });
      const { reference, body } = await answerOnce(request, reply, transact, async (client) => {
        const { view, key } = await createApiKey(client, { ...input, expiresAt: until }, giverOf(request));
        await audited(request, client, { subject: subjectOfKey(view), after: factsOfKey(view) });
        // The answer is kept for a repeat, and the key is not to be read where it is.
        const sealed = seal.seal(Buffer.from(key), view.id).toString('base64');
        return { reference: view.id, view: { ...view, key: sealed }, result: {} };
      });
      const kept = JSON.parse(body);
      const key = seal.open(Buffer.from(kept.key, 'base64'), reference)?.toString();
      if (key === undefined)
        throw new Problem('idempotency_key_reused', 'The key that was made cannot be shown again');
      return reply.header('location', `/api-keys/${reference}`).send({ ...kept, key });
    },
  );

  app.get(
    '/api-keys',
    {
      config,
      schema: {
        tags,
        operationId: 'listApiKeys',
        summary: 'List API keys',
        description: 'The newest first, also those that have expired; not those that were deleted.',
        querystring: RecordsQuery,
        response: { 200: Page(ApiKeySchema, 'ApiKeyPage'), ...problemResponses('invalid_cursor') },
      },
    },
    (request) => listApiKeys(app.pg, request.query),
  );

  app.get(
    '/api-keys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getApiKey',
        summary: 'Read an API key',
        description: 'All but the key itself.',
        params: IdParams,
        response: { 200: ApiKeySchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const found = await findApiKey(app.pg, request.params.id);
      if (!found) throw new Problem('not_found', 'There is no such API key');
      return found;
    },
  );

  app.delete(
    '/api-keys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteApiKey',
        summary: 'Delete an API key',
        description: 'It is good for nothing from then on.',
        params: IdParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      const deleted = await transact(async (client) => {
        const view = await deleteApiKey(client, request.params.id);
        if (view) await audited(request, client, { subject: subjectOfKey(view), before: factsOfKey(view) });
        return view;
      });
      if (!deleted) throw new Problem('not_found', 'There is no such API key');
      return reply.code(204).send(null);
    },
  );
};
