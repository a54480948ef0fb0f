import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Problem } from '../../errors.ts';
import { oweLink } from '../../links/owe-link.ts';
import { claimOrder } from '../../order-life/claim-order.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { findOwnOrder } from '../../orders/own-orders.ts';
import { AcceptedSchema, LINK_ANSWERS, LINK_REQUESTS } from '../accounts/links.ts';
import { answerOnce } from '../answer-once.ts';
import { problemResponses } from '../schemas.ts';
import { etagOf } from '../version-tags.ts';
import { ClaimBody, LookupBody, OrderSchema } from './schemas.ts';

/** For who ordered as a guest and has nothing but the number and their mail. */
export const claimRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => runTransition(app.pg, work);

  app.post(
    '/order-lookups',
    {
      config: { access: 'anyone', ...LINK_REQUESTS },
      schema: {
        tags,
        operationId: 'lookUpOrder',
        summary: 'Look for an order by its number',
        description:
          "Mails a link to the order's own address if number and address fit together: it shows the order, and is good once and " +
          'for half an hour to take it into an account (POST /orders/claims). The answer is the same, after the same time, ' +
          'whether they fit or not. An address gets three of these mails an hour. Takes no Idempotency-Key, for nobody is ' +
          'logged in: whoever asks twice may be mailed twice.',
        body: LookupBody,
        response: { 202: AcceptedSchema },
      },
    },
    async (request, reply) => {
      const { number, email } = request.body;
      const link = { kind: 'order-claim', email, orderNumber: number } as const;
      app.jobs.publish([await oweLink(app.pg, app.linkKey, link)]);
      return reply.code(202).send({});
    },
  );

  app.post(
    '/orders/claims',
    {
      config: { access: 'CUSTOMER', ...LINK_ANSWERS, idempotent: true },
      schema: {
        tags,
        operationId: 'claimOrder',
        summary: 'Take an order into the account',
        description:
          'With the token out of the link that POST /order-lookups mails. The order is listed among those of the account from ' +
          'then on, and whoever had it before has it no more. An order of another account moves only by a link that went to ' +
          'the e-mail address of that account. Sent again by the same account, it answers the order again.',
        body: ClaimBody,
        answerHeaders: { 200: ['ETag'] },
        response: { 200: OrderSchema, ...problemResponses('link_expired') },
      },
    },
    async (request, reply) => {
      const { sub: userId } = request.user;
      const claim = { token: request.body.token, userId };
      const { body } = await answerOnce(request, reply, transact, async (client) => {
        const id = await claimOrder(client, claim);
        const view = await findOwnOrder(client, { id, userId });
        // Somebody else has taken it since.
        if (!view) throw new Problem('link_expired');
        return { reference: id, status: 200, view, result: {} };
      });
      return reply.header('etag', etagOf(JSON.parse(body).version)).send(body as never);
    },
  );
};
