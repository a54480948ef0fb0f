import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { verifyLogin } from '../../accounts/verify-login.ts';
import { Problem } from '../../errors.ts';
import { LinkExpired } from '../../links/link-expired.ts';
import { type ClaimedLink, claimOrder, findClaim } from '../../order-life/claim-order.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { findOrder } from '../../orders/read-orders.ts';
import { markOf } from '../accounts/client-mark.ts';
import { TokenParams } from '../accounts/links.ts';
import { GivenPassword } from '../accounts/schemas.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { asLinkPages, pageConfig } from '../link-pages/scope.ts';
import { toProblem } from '../plugins/problems.ts';
import { type ClaimForm, claimedPage, claimPage } from './claim-page.ts';

const LoginForm = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 254, pattern: '^[^\\u0000]*$' }),
    password: GivenPassword(),
  },
  { additionalProperties: false },
);
type Login = Static<typeof LoginForm>;
interface Params {
  token: string;
}

/** The page behind the link that POST /order-lookups mails, where no shop front takes it over. */
export async function claimPageRoutes(app: FastifyInstance): Promise<void> {
  await asLinkPages(app, 'Look for the order again.');

  /** The link and its order. @throws {LinkExpired} */
  const read = async (token: string) => {
    const link = await findClaim(app.pg, token);
    const order = link && (await findOrder(app.pg, link.orderId));
    if (!order) throw new LinkExpired();
    return { link, order };
  };
  const formOf = (link: ClaimedLink, form: ClaimForm) => (link.isClaimable ? form : undefined);

  app.get<{ Params: Params }>(
    '/orders/claims/:token',
    { config: pageConfig, schema: { hide: true, params: TokenParams } },
    async ({ params: { token } }, reply) => {
      const { link, order } = await read(token);
      return reply.send(
        claimPage(order, formOf(link, { action: `${encodeURIComponent(token)}/form`, email: '' })),
      );
    },
  );

  app.post<{ Params: Params; Body: Login }>(
    '/orders/claims/:token/form',
    {
      config: pageConfig,
      attachValidation: true,
      schema: { hide: true, params: TokenParams, body: LoginForm },
    },
    async (request, reply) => {
      const { token } = request.params;
      const { link, order } = await read(token);
      if (request.validationError)
        return reply
          .code(400)
          .send(claimPage(order, formOf(link, { action: 'form', email: '', fault: 'Fill in both.' })));
      try {
        const { id, role } = await logIn(request, hangUpOf(reply));
        if (role !== 'CUSTOMER') throw new Problem('forbidden', 'This account is not one of a customer');
        await runTransition(app.pg, (client) => claimOrder(client, { token, userId: id }));
      } catch (error) {
        const problem = toProblem(error as FastifyError, request);
        if (problem.status >= 500 || problem.code === 'link_expired') throw error;
        const form = formOf(link, { action: 'form', email: request.body.email, fault: `${problem.detail}.` });
        return reply.code(problem.status).headers(problem.headers).send(claimPage(order, form));
      }
      return reply.send(claimedPage(order));
    },
  );

  const logIn = (request: FastifyRequest<{ Body: Login }>, signal: AbortSignal) =>
    verifyLogin(app.orm.em.fork(), app.loginLimiter, {
      ...request.body,
      address: addressOf(request),
      mark: markOf(request, app.clientHash),
      signal,
    });
}
