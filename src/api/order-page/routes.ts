import type { FastifyError, FastifyInstance } from 'fastify';
import { uuidPattern } from '../../ids.ts';
import { listInvoices, readInvoice } from '../../invoices/read-invoices.ts';
import { orderLinkKey, readOrderToken } from '../../orders/order-link.ts';
import { findOrder } from '../../orders/read-orders.ts';
import { plainPageHeaders } from '../plugins/plain-page-headers.ts';
import { toProblem } from '../plugins/problems.ts';
import { invoicePage, noOrderPage, orderPage } from './page.ts';

/** Nobody keeps the page, or hears of its address, which is all that opens it. */
const headers = {
  ...plainPageHeaders,
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
};

/** Of what was issued for an order, the first are shown. */
const MOST_INVOICES = 20;

/** The page behind the signed link in a mail (`src/orders/order-link.ts`): for a browser, without a login. */
export async function orderPageRoutes(app: FastifyInstance): Promise<void> {
  const key = orderLinkKey(app.config.jwtSecret);
  app.setErrorHandler((error, request, reply) => {
    const { status, title, headers: more } = toProblem(error as FastifyError, request);
    // Not the address: it is the key to the order.
    if (status >= 500) request.log.warn({ err: error }, 'an order page could not be made');
    const words = status >= 500 ? 'The shop does not answer. Try again in a minute.' : title;
    return reply
      .code(status)
      .headers({ ...headers, ...more })
      .send(noOrderPage('Not now', words));
  });
  app.get<{ Params: { token: string } }>(
    '/o/:token',
    { config: { access: 'anyone', html: true }, schema: { hide: true } },
    async (request, reply) => {
      reply.headers(headers);
      const read = readOrderToken(key, request.params.token);
      if (read === 'ended') {
        const words =
          'For your safety it worked for some months only. The order number in the mail stays good.';
        return reply.code(410).send(noOrderPage('This link has ended', words));
      }
      const order = read && (await findOrder(app.pg, read.orderId));
      if (!order) {
        const words = 'Is all of its address there? Some mail programs break it: try the button in the mail.';
        return reply.code(404).send(noOrderPage('This link leads to no order', words));
      }
      const { items } = await listInvoices(app.pg, { orderId: order.id, limit: MOST_INVOICES });
      return reply.send(orderPage(order, { token: request.params.token, invoices: items }));
    },
  );

  app.get<{ Params: { token: string; id: string } }>(
    '/o/:token/invoices/:id',
    { config: { access: 'anyone', html: true }, schema: { hide: true } },
    async (request, reply) => {
      reply.headers(headers);
      const { token, id } = request.params;
      const read = readOrderToken(key, token);
      const isRead = read !== undefined && read !== 'ended' && uuidPattern.test(id);
      const invoice = isRead ? await readInvoice(app.pg, id) : undefined;
      if (!isRead || invoice?.orderId !== read.orderId)
        return reply
          .code(404)
          .send(noOrderPage('This link leads to no invoice', 'Go there from your order.'));
      return reply.send(invoicePage(invoice));
    },
  );
}
