import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type AccountFault, type AccountForm, accountPage, loginPage } from '../../shop/account-page.ts';
import type { Account } from '../../shop/api-answers.ts';
import { fieldFaults, problemWords } from '../../shop/problem-words.ts';
import { sendPage } from './send-page.ts';
import { ApiRefusal } from './visitor.ts';

const Text = () => Type.String({ maxLength: 1_000, default: '' });
const LoginForm = Type.Object({ email: Text(), password: Text() });
const RegisterForm = Type.Object({ name: Text(), email: Text(), password: Text() });

/** The account of a buyer: made, logged in to, left. */
export const shopAccountRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/shop/account', async (request, reply) => {
    const { visitor } = request;
    const me = visitor.isKnown ? await visitor.call<Account>('GET', '/me').catch(orNobody) : undefined;
    return sendPage(request, reply, me?.role === 'CUSTOMER' ? accountPage(me) : loginPage());
  });

  app.post('/shop/login', { schema: { body: LoginForm } }, async (request, reply) => {
    const { email, password } = request.body;
    try {
      await request.visitor.logIn({ email, password });
    } catch (error) {
      return refused(request, reply, { of: 'login', error, form: { email, name: '' } });
    }
    return reply.redirect('/shop/account', 303);
  });

  app.post('/shop/register', { schema: { body: RegisterForm } }, async (request, reply) => {
    const { email, password, name } = request.body;
    try {
      await request.visitor.call('POST', '/register', { email, password, name });
      await request.visitor.logIn({ email, password });
    } catch (error) {
      return refused(request, reply, { of: 'register', error, form: { email, name } });
    }
    return reply.redirect('/shop/account', 303);
  });

  app.post('/shop/logout', async (request, reply) => {
    await request.visitor.logOut();
    return reply.redirect('/shop', 303);
  });
};

/** The form again, with why. @throws {unknown} what is no answer of the API */
function refused(
  request: FastifyRequest,
  reply: FastifyReply,
  { of, error, form }: { of: AccountFault['of']; error: unknown; form: AccountForm },
): Promise<FastifyReply> {
  if (!(error instanceof ApiRefusal)) throw error;
  const { problem } = error;
  const fields = problem.code === 'validation_failed' ? fieldFaults(problem) : {};
  const words = Object.keys(fields).length > 0 ? undefined : problemWords(problem);
  return sendPage(request, reply.code(problem.status), loginPage(form, { of, words, fields }));
}

/** A login that has ended is none. */
function orNobody(error: unknown): undefined {
  if (error instanceof ApiRefusal && error.problem.status === 401) return undefined;
  throw error;
}
