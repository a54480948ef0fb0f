import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { createGuest } from '../../accounts/guests.ts';
import { markOf } from './client-mark.ts';
import { GuestBody, TokensSchema } from './schemas.ts';
import { tokenPair } from './token-pair.ts';

/**
 * New guests of one address: each is a row for a month at least. An office needs one a browser, and its coffee break is a
 * minute; a shop front that calls on behalf of its visitors says where they are (`TRUST_PROXY`).
 */
const GUESTS_PER_MINUTE = 60;
const GUESTS_PER_HOUR = 300;

export const guestRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/guests',
    {
      config: { access: 'anyone', perMinute: GUESTS_PER_MINUTE, perHour: GUESTS_PER_HOUR },
      schema: {
        tags: ['Accounts'],
        operationId: 'createGuest',
        summary: 'Buy as a guest',
        description:
          'Tokens of a new guest, who has a cart and orders without an account. `POST /register` with the access token ' +
          'makes an account of the guest, with cart and orders; `POST /login` with it adds the cart to that of the account. ' +
          'Takes no Idempotency-Key, whose repeat would give the tokens away: asked again, it makes another guest.',
        body: GuestBody,
        response: { 201: TokensSchema },
      },
    },
    async (request, reply) => {
      const guest = await createGuest(app.pg, markOf(request, app.clientHash));
      return reply.code(201).send(tokenPair(app, guest.user, guest));
    },
  );
};
