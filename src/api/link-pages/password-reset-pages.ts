import type { FastifyError, FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { LinkExpired } from '../../links/link-expired.ts';
import { findLink } from '../../links/use-link.ts';
import { TokenParams } from '../accounts/links.ts';
import { resetWithLink } from '../accounts/reset-with-link.ts';
import { Password } from '../accounts/schemas.ts';
import { toProblem } from '../plugins/problems.ts';
import { passwordPage, wordsPage } from './pages.ts';
import { asLinkPages, pageConfig } from './scope.ts';

/** Longer ones are too long a password, and not too long a form. */
const Form = Type.Object({ password: Password() });

/** The page that the link for a new password opens, where no shop front takes it over. */
export async function passwordResetPages(app: FastifyInstance): Promise<void> {
  await asLinkPages(app, 'Ask for a new password once more.');
  const emailOf = async (token: string): Promise<string> => {
    const link = await findLink(app.pg, ['password-reset'], token);
    if (!link?.email) throw new LinkExpired();
    return link.email;
  };

  app.get<{ Params: { token: string } }>(
    '/password-resets/:token',
    { config: pageConfig, schema: { hide: true, params: TokenParams } },
    async ({ params: { token } }, reply) =>
      reply.send(passwordPage({ email: await emailOf(token), action: `${encodeURIComponent(token)}/form` })),
  );

  app.post<{ Params: { token: string }; Body: { password: string } }>(
    '/password-resets/:token/form',
    { config: pageConfig, attachValidation: true, schema: { hide: true, params: TokenParams, body: Form } },
    async (request, reply) => {
      const { token } = request.params;
      const email = await emailOf(token);
      const again = (fault: string) => reply.code(400).send(passwordPage({ email, action: 'form', fault }));
      if (request.validationError) return again('Take a password of 8 to 128 characters.');
      try {
        await resetWithLink(app, request, reply, { token, password: request.body.password });
      } catch (error) {
        const problem = toProblem(error as FastifyError, request);
        if (problem.code !== 'validation_failed') throw error;
        const [fault] = problem.extensions.errors as { detail: string }[];
        return again(`The password ${fault?.detail}.`);
      }
      return reply.send(wordsPage('The account has the new password', 'You can log in with it now.'));
    },
  );
}
