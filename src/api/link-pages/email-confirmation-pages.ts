import type { FastifyInstance } from 'fastify';
import { CONFIRMATIONS, confirmEmail } from '../../accounts/confirm-email.ts';
import { LinkExpired } from '../../links/link-expired.ts';
import { findLink } from '../../links/use-link.ts';
import { TokenParams } from '../accounts/links.ts';
import { addressOf } from '../client-address.ts';
import { confirmPage, wordsPage } from './pages.ts';
import { asLinkPages, pageConfig } from './scope.ts';

/** The page that the link for an address opens, where no shop front takes it over. */
export async function emailConfirmationPages(app: FastifyInstance): Promise<void> {
  await asLinkPages(app, 'Log in and ask for another one.');

  app.get<{ Params: { token: string } }>(
    '/email-confirmations/:token',
    { config: pageConfig, schema: { hide: true, params: TokenParams } },
    async ({ params: { token } }, reply) => {
      const link = await findLink(app.pg, CONFIRMATIONS, token);
      if (!link?.email) throw new LinkExpired();
      const isChange = link.kind === 'email-change';
      return reply.send(
        confirmPage({
          title: isChange ? 'Is this your new address?' : 'Is this your address?',
          words: isChange ? `You log in with ${link.email} from then on.` : `It is ${link.email}.`,
          button: isChange ? 'Use this address' : 'Confirm this address',
          action: `${encodeURIComponent(token)}/form`,
        }),
      );
    },
  );

  app.post<{ Params: { token: string } }>(
    '/email-confirmations/:token/form',
    { config: pageConfig, schema: { hide: true, params: TokenParams } },
    async (request, reply) => {
      await confirmEmail(app.pg, request.params.token, addressOf(request));
      return reply.send(wordsPage('The address is confirmed', 'You need to do nothing more.'));
    },
  );
}
