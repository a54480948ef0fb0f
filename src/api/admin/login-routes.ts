import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { verifyLogin } from '../../accounts/verify-login.ts';
import { Problem } from '../../errors.ts';
import { markOf } from '../accounts/client-mark.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { problemOf } from '../plugins/operation-errors.ts';
import { nextPage } from './next-page.ts';
import { loginPage, logoutPage } from './pages.ts';
import { endSession, hasSession, startSession } from './session.ts';

const LoginForm = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 254, pattern: '^[^\\u0000]*$' }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    next: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
);

/** The way in and out, as plain pages with forms: no script needed. */
export const loginRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const Next = Type.Object({ next: Type.Optional(Type.String()) });

  app.get('/admin/login', { schema: { hide: true, querystring: Next } }, async (request, reply) => {
    const next = nextPage(request.query.next);
    if (await hasSession(app, request)) return reply.redirect(next, 303);
    return reply.type('text/html; charset=utf-8').send(loginPage({ next }));
  });

  app.post(
    '/admin/login',
    { schema: { hide: true, body: LoginForm }, attachValidation: true },
    async (request, reply) => {
      reply.type('text/html; charset=utf-8');
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
        if (user.role !== 'ADMIN') throw new Problem('forbidden', 'This login is for administrators');
        await startSession(app, request, reply, user);
        request.log.info({ userId: user.id }, 'an administrator logged in');
        return reply.redirect(next, 303);
      } catch (error) {
        const problem = error instanceof Problem ? error : problemOf(error);
        if (!problem || problem.status >= 500) throw error;
        const fault = `${problem.detail}.`;
        return reply.code(problem.status).headers(problem.headers).send(loginPage({ next, email, fault }));
      }
    },
  );

  app.get('/admin/logout', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(logoutPage()),
  );

  app.post('/admin/logout', { schema: { hide: true } }, async (request, reply) => {
    await endSession(app, request, reply);
    return reply.redirect('/admin/login', 303);
  });
};
