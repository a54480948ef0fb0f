import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { endOwnLogin, listLogins } from '../../accounts/own-logins.ts';
import { Problem } from '../../errors.ts';
import { addressOf } from '../client-address.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { LoginsSchema } from './schemas.ts';

/** In ten minutes: each reads all that an account has. */
const LOOKS = 120;

/** Where an account is logged in. */
export const ownLoginRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];

  app.get(
    '/me/logins',
    {
      config: { access: 'user', perAccount: LOOKS },
      schema: {
        tags,
        operationId: 'listLogins',
        summary: 'Where I am logged in',
        description: 'The logins of the account that go on. What is not known here: where they are.',
        response: { 200: LoginsSchema },
      },
    },
    async (request) => {
      const logins = await listLogins(app.pg, request.user.sub);
      return {
        items: logins.map(({ id, createdAt, lastUsedAt, expiresAt }) => ({
          id,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          current: id === request.user.sid,
        })),
      };
    },
  );

  app.delete(
    '/me/logins/:id',
    {
      config: { access: 'user', perAccount: LOOKS },
      schema: {
        tags,
        operationId: 'endLogin',
        summary: 'End one of my logins',
        description: 'Its refresh tokens and access tokens end, at other API processes within a second.',
        params: IdParams,
        response: {
          204: Type.Null({ description: 'Ended, or over already' }),
          ...problemResponses('not_found'),
        },
      },
    },
    async (request, reply) => {
      const login = request.params.id.toLowerCase();
      if (!(await endOwnLogin(app.pg, request.user.sub, login, addressOf(request))))
        throw new Problem('not_found', 'You have no such login');
      app.endedLogins.add(login);
      return reply.code(204).send(null);
    },
  );
};
