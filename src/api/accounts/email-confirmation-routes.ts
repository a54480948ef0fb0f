import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { confirmEmail, requestConfirmation } from '../../accounts/confirm-email.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { newId } from '../../ids.ts';
import { answerOnce } from '../answer-once.ts';
import { addressOf } from '../client-address.ts';
import { problemResponses } from '../schemas.ts';
import { AcceptedSchema, LINK_ANSWERS, TokenParams } from './links.ts';

/** Mails that one account asks for in ten minutes; its address gets three an hour. */
const REQUESTS = 10;

/** That an address belongs to who has its account: never asked of who wants to buy. */
export const emailConfirmationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];

  app.post(
    '/me/email-confirmations',
    {
      config: { access: 'account', perAccount: REQUESTS, idempotent: true },
      schema: {
        tags,
        operationId: 'requestEmailConfirmation',
        summary: 'Mail me the link that confirms my address',
        description:
          'Once more: `POST /register` mails it as well. Nothing comes where the address is confirmed.',
        response: { 202: AcceptedSchema },
      },
    },
    async (request, reply) => {
      const { sub } = request.user;
      const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);
      const { body, result } = await answerOnce(request, reply, transact, async (client) => {
        const owes = await requestConfirmation(client, app.linkKey, sub);
        return { reference: newId(), status: 202, view: {}, result: { owes } };
      });
      if (result) app.jobs.publish(result.owes);
      return reply.send(body as never);
    },
  );

  app.post(
    '/email-confirmations/:token',
    {
      config: { access: 'anyone', ...LINK_ANSWERS },
      schema: {
        tags,
        operationId: 'confirmEmail',
        summary: 'Confirm an address',
        description:
          'With the token out of the mailed link: that of `POST /register`, or that of `PUT /me/email`, which gives the ' +
          'account its new address. Takes no Idempotency-Key, for nobody is logged in: where the answer got lost and a repeat ' +
          'answers 410, GET /me tells whether it was done.',
        params: TokenParams,
        response: {
          204: Type.Null({ description: 'The address is confirmed' }),
          ...problemResponses('link_expired', 'email_taken'),
        },
      },
    },
    async (request, reply) => {
      await confirmEmail(app.pg, request.params.token, addressOf(request));
      return reply.code(204).send(null);
    },
  );
};
