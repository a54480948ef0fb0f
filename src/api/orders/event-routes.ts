import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { asSeenBy, listEvents } from '../../order-life/list-events.ts';
import { may } from '../plugins/access.ts';
import { IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { EventSchema } from './life-schemas.ts';
import { visibleOrder } from './visible-order.ts';

export const eventRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/orders/:id/events',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags: ['Orders'],
        operationId: 'listOrderEvents',
        summary: "Read an order's timeline",
        description: 'What happened, when and by whom, in the order in which it happened. It only grows.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(EventSchema, 'OrderEventPage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const page = await listEvents(app.pg, { orderId, ...request.query });
      return may(request, 'orders:read')
        ? page
        : { ...page, items: page.items.map((event) => asSeenBy(event, request.user.sub)) };
    },
  );
};
