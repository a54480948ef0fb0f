import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { endFamily, type IssuedToken, revoke, rotate, startFamily } from '../../accounts/refresh-tokens.ts';
import { registerUser } from '../../accounts/register-user.ts';
import { verifyLogin } from '../../accounts/verify-login.ts';
import { User } from '../../entities/index.ts';
import { Problem } from '../../errors.ts';
import { ACCESS_TOKEN_SECONDS, type AccessToken } from '../plugins/access.ts';
import { addressOf } from '../plugins/rate-limit.ts';
import { problemResponses } from '../schemas.ts';
import {
  LoginBody,
  LogoutBody,
  RefreshBody,
  RegisterBody,
  TokensSchema,
  UserSchema,
  viewOfUser,
} from './schemas.ts';

/** New accounts of one address in a minute: each costs a password hash. */
const REGISTRATIONS_PER_MINUTE = 1_000;

export const accountRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];
  const tokens = (user: User, issued: IssuedToken) => ({
    accessToken: app.signAccessToken(user, issued.familyId),
    tokenType: 'Bearer' as const,
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: issued.token,
  });

  app.post(
    '/register',
    {
      config: { access: 'anyone', perMinute: REGISTRATIONS_PER_MINUTE },
      schema: {
        tags,
        operationId: 'register',
        summary: 'Make a customer account',
        description:
          'The e-mail address is the login, in upper or lower case. It does not log in: call POST /login next.',
        body: RegisterBody,
        response: { 201: UserSchema, ...problemResponses('email_taken') },
      },
    },
    async (request, reply) => {
      const user = await registerUser(app.orm.em.fork(), request.body);
      return reply.code(201).send(viewOfUser(user));
    },
  );

  app.post(
    '/login',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        operationId: 'login',
        summary: 'Log in',
        description: 'Slows down after repeated failures, for the account and for the address.',
        body: LoginBody,
        response: { 200: TokensSchema, ...problemResponses('invalid_credentials') },
      },
    },
    async (request) => {
      const em = app.orm.em.fork();
      const user = await verifyLogin(em, app.loginLimiter, { ...request.body, address: addressOf(request) });
      return tokens(user, await startFamily(em, user));
    },
  );

  app.post(
    '/token/refresh',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        operationId: 'refreshTokens',
        summary: 'Exchange a refresh token',
        description: 'Each token is good once. One that comes back ends every token of its login.',
        body: RefreshBody,
        response: { 200: TokensSchema, ...problemResponses('invalid_refresh_token') },
      },
    },
    async (request) => {
      const next = await rotate(app.orm.em.fork(), request.body.refreshToken);
      return tokens(next.user, next);
    },
  );

  app.post(
    '/logout',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        operationId: 'logout',
        summary: 'End a login',
        description:
          'Ends every refresh token of the login. The access token runs out by itself. ' +
          'Without a body, the access token says which login.',
        body: LogoutBody,
        security: [{}, { bearerAuth: [] }],
        response: {
          204: Type.Null({ description: 'Ended, or over already' }),
          ...problemResponses('unauthenticated'),
        },
      },
    },
    async (request, reply) => {
      const em = app.orm.em.fork();
      const login = (request.user as AccessToken | undefined)?.sid;
      if (request.body) await endFamily(em, request.body.refreshToken);
      else if (login) await revoke(em, login);
      else throw new Problem('unauthenticated', 'Send the refresh token, or the access token of the login');
      return reply.code(204).send(null);
    },
  );

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
    async (request) => {
      const user = await app.orm.em.fork().findOne(User, request.user.sub);
      if (!user) throw new Problem('unauthenticated', 'This account is gone');
      return viewOfUser(user);
    },
  );
};
