import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requestEmailChange } from '../../accounts/change-email.ts';
import { changePassword } from '../../accounts/change-password.ts';
import { type Account, findAccount, renameAccount } from '../../accounts/find-account.ts';
import { Problem } from '../../errors.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { problemResponses } from '../schemas.ts';
import { markOf } from './client-mark.ts';
import { AcceptedSchema } from './links.ts';
import { EmailChangeBody, NameBody, PasswordChangeBody, UserSchema, viewOfUser } from './schemas.ts';

/** Changes of one account in ten minutes: more than anybody needs. */
const CHANGES = 30;

/** What an account may ask and change of itself. */
export const meRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];
  const proofOf = (request: FastifyRequest, reply: FastifyReply) => ({
    userId: request.user.sub,
    address: addressOf(request),
    mark: markOf(request, app.clientHash),
    signal: hangUpOf(reply),
  });

  app.get(
    '/me',
    {
      config: { access: 'user' },
      schema: {
        tags,
        operationId: 'getMe',
        summary: 'Who am I',
        description: 'The account that the access token stands for.',
        response: { 200: UserSchema },
      },
    },
    async (request) => viewOfUser(present(await findAccount(app.pg, request.user.sub))),
  );

  app.patch(
    '/me',
    {
      config: { access: 'account', perAccount: CHANGES },
      schema: {
        tags,
        operationId: 'changeMe',
        summary: 'Change my name',
        description: 'Orders that were placed keep the name that they were placed with.',
        body: NameBody,
        response: { 200: UserSchema },
      },
    },
    async (request) =>
      viewOfUser(
        present(await renameAccount(app.pg, request.user.sub, request.body.name, addressOf(request))),
      ),
  );

  app.put(
    '/me/password',
    {
      config: { access: 'account', perAccount: CHANGES },
      schema: {
        tags,
        operationId: 'changePassword',
        summary: 'Choose another password',
        description:
          'Ends all other logins of the account; this one goes on. A mail tells the address of the account. A wrong ' +
          '`current` counts as a failed login.',
        body: PasswordChangeBody,
        response: {
          204: Type.Null({ description: 'The account has the new password' }),
          ...problemResponses('invalid_credentials', 'overloaded'),
        },
      },
    },
    async (request, reply) => {
      const { ended, owes } = await changePassword(app.pg, app.loginLimiter, app.linkKey, {
        ...proofOf(request, reply),
        password: request.body.current,
        chosen: request.body.new,
        login: request.user.sid,
      });
      app.jobs.publish(owes);
      for (const login of ended) app.endedLogins.add(login);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/me/email',
    {
      config: { access: 'account', perAccount: CHANGES },
      schema: {
        tags,
        operationId: 'changeEmail',
        summary: 'Log in with another address',
        description:
          'Mails a link to the new address, good once and for a day, and a notice to the one that the account has. The ' +
          'address changes when the link is used. A wrong `password` counts as a failed login.',
        body: EmailChangeBody,
        response: { 202: AcceptedSchema, ...problemResponses('invalid_credentials', 'overloaded') },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const change = { ...proofOf(request, reply), email, password };
      app.jobs.publish(await requestEmailChange(app.pg, app.loginLimiter, app.linkKey, change));
      return reply.code(202).send({});
    },
  );
};

function present(account: Account | undefined): Account {
  if (account) return account;
  throw new Problem('unauthenticated', 'This account is gone');
}
