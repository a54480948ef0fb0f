import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { LinkExpired } from '../../links/link-expired.ts';
import { findLink } from '../../links/use-link.ts';
import { acceptInvitation, INVITATION } from '../../staff/accept-invitation.ts';
import { LINK_ANSWERS, TokenParams } from '../accounts/links.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';
import { asLinkPages, pageConfig } from '../link-pages/scope.ts';
import { toProblem } from '../plugins/problems.ts';
import { problemResponses } from '../schemas.ts';
import { formPage, welcomePage } from './invitation-page.ts';
import { AcceptanceBody } from './schemas.ts';

type Acceptance = { name: string; password: string };

/** For who was invited to work here: the operation, and the page that the mailed link opens. */
export const invitationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/staff-invitations/:token',
    {
      config: { access: 'anyone', ...LINK_ANSWERS },
      schema: {
        tags: ['Staff'],
        operationId: 'acceptInvitation',
        summary: 'Accept an invitation to work here',
        description:
          'With the token out of the mailed link. It does not log in: call POST /login next. A password that is ' +
          'refused does not use the link up. Takes no Idempotency-Key, for nobody is logged in: where the answer got lost and ' +
          'a repeat answers 410, log in with the password.',
        params: TokenParams,
        body: AcceptanceBody,
        response: {
          204: Type.Null({ description: 'The account has this name and password' }),
          ...problemResponses('link_expired', 'overloaded'),
        },
      },
    },
    async (request, reply) => {
      await accept(app, request, reply, request.params.token, request.body as Acceptance);
      return reply.code(204).send(null);
    },
  );
  await app.register(invitationPages);
};

/** A link is opened by mail scanners, too: looking at it does nothing. */
async function invitationPages(app: FastifyInstance): Promise<void> {
  await asLinkPages(app, 'Whoever invited you can send another one.');

  app.get<{ Params: { token: string } }>(
    '/staff-invitations/:token',
    { config: pageConfig, schema: { hide: true, params: TokenParams } },
    async (request, reply) => {
      const link = await findLink(app.pg, INVITATION, request.params.token);
      if (!link) throw new LinkExpired();
      return reply.send(
        formPage({ token: request.params.token, email: link.email ?? '', name: '', fault: undefined }),
      );
    },
  );

  app.post<{ Params: { token: string }; Body: Acceptance }>(
    '/staff-invitations/:token/form',
    {
      config: pageConfig,
      attachValidation: true,
      schema: { hide: true, params: TokenParams, body: AcceptanceBody },
    },
    async (request, reply) => {
      const { token } = request.params;
      const link = await findLink(app.pg, INVITATION, token);
      if (!link) throw new LinkExpired();
      const again = (fault: string) =>
        reply.code(400).send(formPage({ token, email: link.email ?? '', name: typed(request.body), fault }));
      if (request.validationError) return again('Fill in a name, and a password of 8 to 128 characters.');
      try {
        await accept(app, request, reply, token, request.body);
      } catch (error) {
        const problem = toProblem(error as FastifyError, request);
        if (problem.code !== 'validation_failed') throw error;
        const [fault] = problem.extensions.errors as { detail: string }[];
        return again(`The password ${fault?.detail}.`);
      }
      return reply.send(welcomePage());
    },
  );
}

function accept(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  body: Acceptance,
): Promise<void> {
  return acceptInvitation(app.pg, { ...body, token, address: addressOf(request), signal: hangUpOf(reply) });
}

/** The name that was typed, to be shown again. */
function typed(body: unknown): string {
  const name = (body as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name.slice(0, 200) : '';
}
