import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { endFamily } from '../../accounts/end-logins.ts';
import { familyOf } from '../../accounts/refresh-tokens.ts';
import { registerPrivately, registerUser } from '../../accounts/register-user.ts';
import { rotate } from '../../accounts/rotate-token.ts';
import { verifyLogin } from '../../accounts/verify-login.ts';
import { startLogin } from '../audit/start-login.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { askForToken, worksHere } from '../plugins/access.ts';
import { problemResponses } from '../schemas.ts';
import { askForCode } from './ask-for-code.ts';
import { markOf } from './client-mark.ts';
import { guestOf } from './guest-of-request.ts';
import { AcceptedSchema } from './links.ts';
import { logInGuest } from './log-in-guest.ts';
import {
  LoginBody,
  LogoutBody,
  RefreshBody,
  RegisterBody,
  TokensSchema,
  UserSchema,
  viewOfUser,
} from './schemas.ts';
import { tokenPair } from './token-pair.ts';

/** New accounts of one address in a minute: each costs a password hash. A crowd of 300 behind one address is let in. */
const REGISTRATIONS_PER_MINUTE = 400;
/** Of one address: nine thousand customers behind it who exchange a token every quarter of an hour. */
const REFRESHES_PER_MINUTE = 600;

export const accountRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Accounts'];
  /** One of the two, by the setting: a typed client has no other case to tell apart. */
  const registered = (app.config.registrationPrivacy
    ? { 202: AcceptedSchema }
    : { 201: UserSchema }) as unknown as { 201: typeof UserSchema; 202: typeof AcceptedSchema };

  app.post(
    '/register',
    {
      config: { access: 'anyone', perMinute: REGISTRATIONS_PER_MINUTE },
      schema: {
        tags,
        operationId: 'register',
        summary: 'Make a customer account',
        description:
          'The e-mail address is the login, in upper or lower case. It does not log in: call POST /login next.\n\n' +
          'With the access token of a guest it makes the account of this guest: cart, orders and logins stay, and the ' +
          'next access token of `POST /token/refresh` is that of a customer.\n\n' +
          'A mail brings a link that confirms the address. A shop that does not say who has an account ' +
          '(`REGISTRATION_PRIVACY`) answers 202 instead of 201 and of 409 `email_taken`; its mail says which it was.\n\n' +
          'Takes no Idempotency-Key, for nobody is logged in whom it could belong to: where the answer got lost and a repeat ' +
          'answers 409, log in.',
        body: RegisterBody,
        security: [{}, { bearerAuth: [] }],
        response: {
          ...registered,
          ...problemResponses('unauthenticated', 'email_taken', 'already_registered'),
        },
      },
    },
    async (request, reply) => {
      const wanted = {
        ...request.body,
        guestId: guestOf(app, request)?.id,
        address: addressOf(request),
        signal: hangUpOf(reply),
      };
      if (app.config.registrationPrivacy) {
        app.jobs.publish(await registerPrivately(app.pg, app.linkKey, wanted));
        return reply.code(202).send({});
      }
      const { user, owes } = await registerUser(app.pg, app.linkKey, wanted);
      app.jobs.publish(owes);
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
        description:
          'Slows down after repeated failures, for the account and for the address.\n\n' +
          "With the access token of a guest, the guest's cart is added to that of a customer, and the guest's login ends. " +
          'What a cart has no room for is left out. The orders of the guest stay where they are.',
        body: LoginBody,
        security: [{}, { bearerAuth: [] }],
        response: {
          200: TokensSchema,
          ...problemResponses('unauthenticated', 'invalid_credentials', 'second_factor_required'),
        },
      },
    },
    async (request, reply) => {
      const guest = guestOf(app, request);
      const em = app.orm.em.fork();
      const mark = markOf(request, app.clientHash);
      const { email, password } = request.body;
      const user = await verifyLogin(em, app.loginLimiter, {
        email,
        password,
        address: addressOf(request),
        mark,
        signal: hangUpOf(reply),
      });
      if (worksHere(user.role)) await askForCode(app, user, request.body.code);
      // Those who work here have no cart.
      if (guest === undefined || user.role !== 'CUSTOMER')
        return tokenPair(app, user, await startLogin(em, request, user, mark));
      const { isMerged, ...issued } = await logInGuest(em, user, guest.id, mark);
      if (isMerged && guest.login !== undefined) app.endedLogins.add(guest.login);
      return tokenPair(app, user, issued);
    },
  );

  /** By token, for as long as a request is under way: how many are, and whether any met another. */
  const exchanges = new Map<string, { requests: number; met: boolean }>();
  app.post(
    '/token/refresh',
    {
      config: { access: 'anyone', perMinute: REFRESHES_PER_MINUTE },
      schema: {
        tags,
        operationId: 'refreshTokens',
        summary: 'Exchange a refresh token',
        description:
          'Each token is good once. One that comes back ends every token of its login. Two tabs of one browser that ' +
          'exchange the same token within ten seconds are both answered, while neither answer has been exchanged; ' +
          'so are requests of any client that were under way at the same time.',
        body: RefreshBody,
        response: { 200: TokensSchema, ...problemResponses('invalid_refresh_token') },
      },
    },
    async (request) => {
      const { refreshToken } = request.body;
      const mark = markOf(request, app.clientHash);
      const exchange = exchanges.get(refreshToken) ?? { requests: 0, met: false };
      exchange.met ||= exchange.requests > 0;
      exchange.requests++;
      exchanges.set(refreshToken, exchange);
      try {
        const next = await rotate(app.pg, refreshToken, mark, () => exchange.met);
        return tokenPair(app, next.user, next);
      } finally {
        if (--exchange.requests === 0) exchanges.delete(refreshToken);
      }
    },
  );

  app.post(
    '/logout',
    {
      config: { access: 'anyone', perMinute: REFRESHES_PER_MINUTE },
      schema: {
        tags,
        operationId: 'logout',
        summary: 'End a login',
        description:
          'Ends the login: its refresh tokens and its access tokens, at other API processes within a second. ' +
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
      const mine = app.loginOf(request);
      if (!request.body && mine === undefined)
        throw askForToken(request, 'Send the refresh token, or the access token of the login');
      // A refresh token that is unknown is as good as ended.
      const login = request.body ? await familyOf(em, request.body.refreshToken) : mine;
      if (login !== undefined) {
        await endFamily(em, login);
        app.endedLogins.add(login);
      }
      return reply.code(204).send(null);
    },
  );
};
