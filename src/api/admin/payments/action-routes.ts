import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { limits } from '../../../limits.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { orderPath } from '../job-labels.ts';
import { missingPage } from '../missing-page.ts';
import { changeOrder } from '../orders/actions/change-order.ts';
import { findOrderRecord } from '../orders/sql/find-order.ts';
import { readId } from '../query.ts';
import {
  captureAction,
  endPaymentAction,
  type OrderWithMoney,
  type OrderWithRefund,
  recordPaymentAction,
  refundSentAction,
  retryRefundAction,
} from './actions.ts';
import { findMoney } from './find-money.ts';
import { refundAction } from './refund-action.ts';

/** What operators do with the money of an order. */
export function moneyActions(app: FastifyInstance, pool: Pool): void {
  const change = changeOrder(app);
  const load = async ({ id = '' }: Record<string, string>): Promise<OrderWithMoney | undefined> => {
    const known = readId(id);
    if (known === undefined) return undefined;
    const [order, money] = await Promise.all([
      findOrderRecord(pool, known, limits.cartItems),
      findMoney(pool, known),
    ]);
    return order && money && { order, money };
  };
  const shared: Omit<Subjects<OrderWithMoney>, 'address' | 'load'> = {
    scope: 'orders:write',
    none: (_request, reply) =>
      reply.code(404).send(missingPage('There is no such thing', '/admin/orders', 'To the orders')),
    pathOf: ({ order }) => orderPath(order.id),
    versionOf: ({ order }) => String(order.version),
  };
  const orders: Subjects<OrderWithMoney> = { ...shared, address: '/admin/orders/:id', load };
  offerAction(app, orders, captureAction(change));
  offerAction(app, orders, recordPaymentAction(change));
  offerAction(app, orders, refundAction(change));
  offerAction(app, orders, endPaymentAction(change));

  const refunds: Subjects<OrderWithRefund> = {
    ...shared,
    address: '/admin/orders/:id/refunds/:part',
    load: async (params) => {
      const subject = await load(params);
      const refund = subject?.money.operations.find(
        ({ id, kind }) => id === params.part && kind === 'REFUND',
      );
      return subject && refund && { ...subject, refund };
    },
  };
  offerAction(app, refunds, retryRefundAction(change));
  offerAction(app, refunds, refundSentAction(change));
}
