import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { findAccount } from '../../accounts/find-account.ts';
import { withOwnPassword } from '../../accounts/own-password.ts';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { Problem } from '../../errors.ts';
import { erasePerson, findErasure } from '../../privacy/erase-person.ts';
import type { ErasureView } from '../../privacy/erasure-view.ts';
import { exportPerson } from '../../privacy/export-person.ts';
import { markOf } from '../accounts/client-mark.ts';
import { viewOfUser } from '../accounts/schemas.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { askForToken } from '../plugins/access.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { ErasureBody, ErasureParams, ErasureSchema, ExportSchema } from './schemas.ts';

/** In ten minutes: each reads all that somebody ever ordered. */
const EXPORTS_OF_AN_ACCOUNT = 10;

export const privacyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const erase = async (userId: string, by?: AuditTrail): Promise<ErasureView> => {
    const { erasure, endedLogins } = await erasePerson(app.pg, userId, by);
    for (const login of endedLogins) app.endedLogins.add(login);
    return erasure;
  };
  const accountOf = async (request: FastifyRequest) => {
    const account = await findAccount(app.pg, request.user.sub);
    if (account?.email == null) throw askForToken(request, 'This account is gone');
    return { ...account, email: account.email };
  };

  app.get(
    '/me/export',
    {
      config: { access: 'CUSTOMER', perAccount: EXPORTS_OF_AN_ACCOUNT },
      schema: {
        tags: ['Accounts'],
        operationId: 'exportMe',
        summary: 'Get all that the shop knows of me',
        description:
          'One JSON document, which is written while it is sent: one that ends early is not JSON, and is to be asked for again.',
        response: { 200: ExportSchema },
      },
    },
    async (request, reply) => {
      const account = viewOfUser(await accountOf(request));
      const pieces = exportPerson(app.pg, account, app.config.defaultCurrency);
      reply.type('application/json; charset=utf-8');
      reply.header('content-disposition', 'attachment; filename="my-data.json"');
      return reply.send(Readable.from(pieces, { objectMode: false }) as never);
    },
  );

  app.post(
    '/me/erasure',
    {
      config: { access: 'CUSTOMER' },
      schema: {
        tags: ['Accounts'],
        operationId: 'eraseMe',
        summary: 'Have my data erased',
        description:
          'Names, e-mail addresses, phone numbers, streets, notes and logins go, and the account with them. What was bought, ' +
          'what it cost, and city, region and country of where it went stay, as the books have to. Refused while an order waits ' +
          'for money, has units to be shipped, or has a return that is expected.',
        body: ErasureBody,
        response: {
          202: ErasureSchema,
          ...problemResponses('invalid_credentials', 'order_open', 'overloaded'),
        },
      },
    },
    async (request, reply) => {
      const proof = {
        userId: request.user.sub,
        password: request.body.password,
        address: addressOf(request),
        mark: markOf(request, app.clientHash),
        signal: hangUpOf(reply),
      };
      const erasure = await withOwnPassword(app.pg, app.loginLimiter, proof, ({ id }) => erase(id));
      return reply.code(202).send(erasure);
    },
  );

  app.post(
    '/customers/:id/erasures',
    {
      config: { access: 'customers:erase' },
      schema: {
        tags: ['Customers'],
        operationId: 'eraseCustomer',
        summary: "Have a customer's data erased",
        description:
          'As POST /me/erasure, for somebody who asked for it in another way; also for a guest. Asked for again, it answers what ' +
          'was begun.',
        params: IdParams,
        answerHeaders: { 202: ['Location'] },
        response: { 202: ErasureSchema, ...problemResponses('not_found', 'order_open') },
      },
    },
    async (request, reply) => {
      const erasure = await erase(request.params.id, operatorOf(request));
      return reply
        .code(202)
        .header('location', `/customers/${erasure.customerId}/erasures/${erasure.id}`)
        .send(erasure);
    },
  );

  app.get(
    '/customers/:id/erasures/:erasureId',
    {
      config: { access: 'customers:read' },
      schema: {
        tags: ['Customers'],
        operationId: 'getErasure',
        summary: 'Read how far an erasure is',
        params: ErasureParams,
        response: { 200: ErasureSchema, ...problemResponses('not_found') },
      },
    },
    async ({ params }) => {
      const erasure = await findErasure(app.pg, { customerId: params.id, id: params.erasureId });
      if (!erasure) throw new Problem('not_found', 'There is no such erasure');
      return erasure;
    },
  );
};
