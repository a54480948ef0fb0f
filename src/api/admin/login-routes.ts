import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { verifyLogin } from '../../accounts/verify-login.ts';
import { Problem } from '../../errors.ts';
import { secondFactorOf } from '../../staff/second-factor/second-factor.ts';
import { markOf } from '../accounts/client-mark.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { worksHere } from '../plugins/access.ts';
import { problemOf } from '../plugins/operation-errors.ts';
import { proveSecondFactor } from '../staff/prove-second-factor.ts';
import { beginCodeStep, endCodeStep, userOfCodeStep } from './code-step.ts';
import { nextPage } from './next-page.ts';
import { codePage, loginPage, logoutPage } from './pages.ts';
import { endSession, findOperator, startSession } from './session.ts';

const LoginForm = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 254, pattern: '^[^\\u0000]*$' }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    next: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
);
const CodeForm = Type.Object(
  { code: Type.String({ maxLength: 100 }), next: Type.Optional(Type.String({ maxLength: 2_000 })) },
  { additionalProperties: false },
);

/** The way in and out, as plain pages with forms: no script needed. */
export const loginRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const Next = Type.Object({ next: Type.Optional(Type.String()) });
  app.addHook('onRequest', async (_request, reply) => void reply.type('text/html; charset=utf-8'));

  app.get('/admin/login', { schema: { hide: true, querystring: Next } }, async (request, reply) => {
    const next = nextPage(request.query.next);
    if (await findOperator(app, request)) return reply.redirect(next, 303);
    return reply.send(loginPage({ next }));
  });

  app.post(
    '/admin/login',
    { schema: { hide: true, body: LoginForm }, attachValidation: true },
    async (request, reply) => {
      if (request.validationError) {
        return reply
          .code(400)
          .send(loginPage({ next: nextPage(undefined), fault: 'Fill in e-mail and password.' }));
      }
      const { email, password } = request.body;
      const next = nextPage(request.body.next);
      try {
        const login = {
          email,
          password,
          address: addressOf(request),
          mark: markOf(request, app.clientHash),
          signal: hangUpOf(reply),
        };
        const user = await verifyLogin(app.orm.em.fork(), app.loginLimiter, login);
        if (!worksHere(user.role)) throw new Problem('forbidden', 'This login is for those who work here');
        if ((await secondFactorOf(app.pg, user.id)).isOn) {
          beginCodeStep(app, request, reply, user);
          return reply.send(codePage({ next }));
        }
        await startSession(app, request, reply, user);
        request.log.info({ userId: user.id }, 'an operator logged in');
        return reply.redirect(next, 303);
      } catch (error) {
        const problem = error instanceof Problem ? error : problemOf(error);
        if (!problem || problem.status >= 500) throw error;
        const fault = `${problem.detail}.`;
        return reply.code(problem.status).headers(problem.headers).send(loginPage({ next, email, fault }));
      }
    },
  );

  app.post(
    '/admin/login/code',
    { schema: { hide: true, body: CodeForm }, attachValidation: true },
    async (request, reply) => {
      const { code = '', next: asked } = request.validationError ? {} : request.body;
      const next = nextPage(asked);
      const user = await userOfCodeStep(app, request);
      if (!user) {
        const fault = 'That took too long. Log in again.';
        return reply.code(401).send(loginPage({ next, fault }));
      }
      try {
        if (!(await proveSecondFactor(app, user.id, code)))
          return reply
            .code(401)
            .send(codePage({ next, fault: 'This code is not right, or was used before.' }));
        endCodeStep(request, reply);
        await startSession(app, request, reply, user);
        request.log.info({ userId: user.id }, 'an operator logged in with a second factor');
        return reply.redirect(next, 303);
      } catch (error) {
        const problem = problemOf(error);
        if (!problem || problem.status >= 500) throw error;
        const fault = `${problem.detail}.`;
        return reply.code(problem.status).headers(problem.headers).send(codePage({ next, fault }));
      }
    },
  );

  app.get('/admin/logout', { schema: { hide: true } }, async (_request, reply) => reply.send(logoutPage()));

  app.post('/admin/logout', { schema: { hide: true } }, async (request, reply) => {
    await endSession(app, request, reply);
    return reply.redirect('/admin/login', 303);
  });
};
