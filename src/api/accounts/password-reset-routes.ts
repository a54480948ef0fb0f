import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { oweLink } from '../../links/owe-link.ts';
import { problemResponses } from '../schemas.ts';
import { AcceptedSchema, LINK_ANSWERS, LINK_REQUESTS, TokenParams } from './links.ts';
import { resetWithLink } from './reset-with-link.ts';
import { PasswordResetBody, PasswordResetRequestBody } from './schemas.ts';

/** For who has forgotten their password. */
export const passwordResetRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];

  app.post(
    '/password-resets',
    {
      config: { access: 'anyone', ...LINK_REQUESTS },
      schema: {
        tags,
        operationId: 'requestPasswordReset',
        summary: 'Ask for a new password',
        description:
          'Mails a link that is good once and for half an hour, if the address has an account. The answer is the same, ' +
          'after the same time, whether it has one or not. An address gets three of these mails an hour. Takes no ' +
          'Idempotency-Key, for nobody is logged in: whoever asks twice may be mailed twice.',
        body: PasswordResetRequestBody,
        response: { 202: AcceptedSchema },
      },
    },
    async (request, reply) => {
      const { email } = request.body;
      app.jobs.publish([await oweLink(app.pg, app.linkKey, { kind: 'password-reset', email })]);
      return reply.code(202).send({});
    },
  );

  app.post(
    '/password-resets/:token',
    {
      config: { access: 'anyone', ...LINK_ANSWERS },
      schema: {
        tags,
        operationId: 'resetPassword',
        summary: 'Choose a new password',
        description:
          'With the token out of the mailed link. Ends all logins of the account: call POST /login next. A mail tells the ' +
          'address of the account. A password that is refused does not use the link up. Takes no Idempotency-Key, for nobody ' +
          'is logged in: where the answer got lost and a repeat answers 410, log in with the new password.',
        params: TokenParams,
        body: PasswordResetBody,
        response: {
          204: Type.Null({ description: 'The account has the new password' }),
          ...problemResponses('link_expired', 'overloaded'),
        },
      },
    },
    async (request, reply) => {
      const { token } = request.params;
      await resetWithLink(app, request as FastifyRequest, reply, { token, ...request.body });
      return reply.code(204).send(null);
    },
  );
};
