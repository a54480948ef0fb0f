import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { findAccount } from '../../accounts/find-account.ts';
import { withOwnPassword } from '../../accounts/own-password.ts';
import type { AuditTrail } from '../../audit/audit-row.ts';
import { Problem } from '../../errors.ts';
import { findAnswer } from '../../idempotency/find-answer.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { erasePersonIn, findErasure } from '../../privacy/erase-person.ts';
import { exportPerson } from '../../privacy/export-person.ts';
import { markOf } from '../accounts/client-mark.ts';
import { viewOfUser } from '../accounts/schemas.ts';
import { answerOnce, answerWith } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { askForToken } from '../plugins/access.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { ErasureBody, ErasureParams, ErasureSchema, ExportSchema } from './schemas.ts';

/** In ten minutes: each reads all that somebody ever ordered. */
const EXPORTS_OF_AN_ACCOUNT = 10;

export const privacyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => runTransition(app.pg, work);
  const erase = async (request: FastifyRequest, reply: FastifyReply, userId: string, by?: AuditTrail) => {
    const answer = await answerOnce(request, reply, transact, async (client) => {
      const { erasure, endedLogins } = await erasePersonIn(client, userId, by);
      return { reference: erasure.id, status: 202, view: erasure, result: { endedLogins } };
    });
    for (const login of answer.result?.endedLogins ?? []) app.endedLogins.add(login);
    return answer;
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
      config: { access: 'CUSTOMER', idempotent: 'whatever-the-body' },
      schema: {
        tags: ['Accounts'],
        operationId: 'eraseMe',
        summary: 'Have my data erased',
        description:
          'Names, e-mail addresses, phone numbers, streets, notes and logins go, and the account with them. What was bought, ' +
          'what it cost, and city, region and country of where it went stay, as the books have to; so do invoices, with name and address, as tax law asks. Refused while an order waits ' +
          'for money, has units to be shipped, or has a return that is expected. The login ends with it: a request that is sent ' +
          'again after the answer got lost is answered 401 `unauthenticated`, with its Idempotency-Key as well. Only one that comes ' +
          'while the first is worked on, with the same key, is answered the same.',
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
      const proven = ({ id }: { id: string }) => erase(request as FastifyRequest, reply, id);
      const { body } = await withOwnPassword(app.pg, app.loginLimiter, proof, proven).catch(async (error) => {
        // There is no password to compare any more where the same request has been done meanwhile.
        const answer = request.keyed && (await findAnswer(app.pg, request.keyed));
        if (!answer) throw error;
        return answerWith(reply, { answer, result: undefined });
      });
      return reply.send(body as never);
    },
  );

  app.post(
    '/customers/:id/erasures',
    {
      config: { access: 'customers:erase', idempotent: true },
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
      const id = request.params.id.toLowerCase();
      const { reference, body } = await erase(request as FastifyRequest, reply, id, operatorOf(request));
      return reply.header('location', `/customers/${id}/erasures/${reference}`).send(body as never);
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
