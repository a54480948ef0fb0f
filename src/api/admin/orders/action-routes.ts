import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { addressKinds } from '../../../entities/order-address.entity.ts';
import { limits } from '../../../limits.ts';
import { findDeliveries } from '../../../outbox/sql/find-deliveries.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { orderPath } from '../job-labels.ts';
import { missingPage } from '../missing-page.ts';
import { readId } from '../query.ts';
import { cancelAction } from './actions/cancel.ts';
import { changeAddressAction } from './actions/change-address.ts';
import { changeOrder } from './actions/change-order.ts';
import { creditNoteAction, issueInvoiceAction } from './actions/invoices.ts';
import { deliveredAction, type ParcelOfOrder, undoShipmentAction } from './actions/parcels.ts';
import { isMailKind, type MailOfOrder, resendMailAction } from './actions/resend-mail.ts';
import {
  announceReturnAction,
  type OrderWithRecords,
  type ReturnOfOrder,
  receiveReturnAction,
  refuseReturnAction,
} from './actions/returns.ts';
import { shipAction } from './actions/ship.ts';
import { findOrderRecord, type OrderRecord } from './sql/find-order.ts';
import { findRecords } from './sql/find-records.ts';

/** What operators do to an order, its parcels, its returns and its mails. */
export function orderActions(app: FastifyInstance, pool: Pool): void {
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage('There is no such thing', '/admin/orders', 'To the orders'));
  const change = changeOrder(app);

  const load = async ({ id = '' }: Record<string, string>): Promise<OrderWithRecords | undefined> => {
    const known = readId(id);
    if (known === undefined) return undefined;
    const [order, records] = await Promise.all([
      findOrderRecord(pool, known, limits.cartItems),
      findRecords(pool, known),
    ]);
    return order && { ...order, ...records };
  };
  const scope = 'orders:write' as const;
  const ofOrder = { none, scope, pathOf: ({ id }: OrderRecord) => orderPath(id) };
  const orders: Subjects<OrderWithRecords> = {
    ...ofOrder,
    address: '/admin/orders/:id',
    load,
    versionOf: ({ version }) => String(version),
  };
  offerAction(app, orders, cancelAction(change));
  offerAction(app, orders, shipAction(change));
  offerAction(app, orders, announceReturnAction(change));
  offerAction(app, orders, issueInvoiceAction(change, app.config.seller));
  offerAction(app, orders, creditNoteAction(change, app.config.seller));
  for (const kind of addressKinds) offerAction(app, orders, changeAddressAction(change, kind));

  const partOfOrder = {
    none,
    scope,
    pathOf: ({ order }: { order: OrderRecord }) => orderPath(order.id),
    versionOf: ({ order }: { order: OrderRecord }) => String(order.version),
  };
  const parcels: Subjects<ParcelOfOrder> = {
    ...partOfOrder,
    address: '/admin/orders/:id/parcels/:part',
    load: async (params) => {
      const order = await load(params);
      const parcel = order?.parcels.find(({ id }) => id === params.part);
      return order && parcel && { order, parcel };
    },
  };
  offerAction(app, parcels, deliveredAction(change));
  offerAction(app, parcels, undoShipmentAction(change));

  const returns: Subjects<ReturnOfOrder> = {
    ...partOfOrder,
    address: '/admin/orders/:id/returns/:part',
    load: async (params) => {
      const order = await load(params);
      const announced = order?.returns.find(({ id }) => id === params.part);
      return order && announced && { order, announced };
    },
  };
  offerAction(app, returns, receiveReturnAction(change));
  offerAction(app, returns, refuseReturnAction(change));

  const mails: Subjects<MailOfOrder> = {
    ...partOfOrder,
    address: '/admin/orders/:id/mails/:kind/:part',
    load: async ({ id = '', kind = '', part = '' }) => {
      const [orderId, subjectId] = [readId(id), readId(part)];
      if (!orderId || !subjectId || !isMailKind(kind)) return undefined;
      const [order, deliveries] = await Promise.all([
        findOrderRecord(pool, orderId, 1),
        findDeliveries(pool, [subjectId]),
      ]);
      const delivery = deliveries.find((one) => one.kind === kind);
      return order && delivery && { order, delivery: { ...delivery, kind } };
    },
  };
  offerAction(app, mails, resendMailAction(change));
}
