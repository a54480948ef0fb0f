import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import { findReturn, pageOfReturns } from '../../order-life/read-returns.ts';
import { receiveReturn } from '../../order-life/receive-return.ts';
import { refuseReturn } from '../../order-life/refuse-return.ts';
import { requestReturn } from '../../order-life/request-return.ts';
import { conditionHeaders, IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { recordChange } from './change-order.ts';
import {
  ReceiptBody,
  ReceiptSchema,
  RefusalBody,
  ReturnBody,
  ReturnParams,
  ReturnSchema,
  UNITS_BODY_BYTES,
} from './life-schemas.ts';
import { visibleOrder } from './visible-order.ts';

export const returnRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];

  app.post(
    '/orders/:id/returns',
    {
      config: { access: 'user', keyScope: 'orders:write', idempotent: true },
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        tags,
        operationId: 'requestReturn',
        summary: 'Announce that shipped units come back',
        description: 'Nothing moves until they have come.',
        params: IdParams,
        headers: conditionHeaders,
        body: ReturnBody,
        answerHeaders: { 201: ['Location'] },
        response: {
          201: ReturnSchema,
          ...problemResponses('not_found', 'quantity_exceeded', 'version_mismatch'),
        },
      },
    },
    (request, reply) => {
      expectOneReason(request.body.items);
      return recordChange(
        app,
        request,
        reply,
        (id) => `/orders/${request.params.id}/returns/${id}`,
        (client, asked) => requestReturn(client, { ...asked, ...request.body }),
      );
    },
  );

  app.get(
    '/orders/:id/returns',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listReturns',
        summary: "List an order's returns",
        description: 'Oldest first, each with what came of it.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(ReturnSchema, 'ReturnPage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      return pageOfReturns(app.pg, { orderId, ...request.query });
    },
  );

  app.get(
    '/orders/:id/returns/:returnId',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getReturn',
        summary: 'Read a return',
        params: ReturnParams,
        response: { 200: ReturnSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const orderId = await visibleOrder(app.pg, request);
      const found = await findReturn(app.pg, orderId, request.params.returnId);
      if (!found) throw new Problem('not_found', 'There is no such return');
      return found;
    },
  );

  const received = {
    tags,
    params: ReturnParams,
    headers: conditionHeaders,
    answerHeaders: { 201: ['Location'] } as const,
  };
  const locationOf = ({ id, returnId }: { id: string; returnId: string }) =>
    `/orders/${id}/returns/${returnId}`;

  app.post(
    '/orders/:id/returns/:returnId/receipts',
    {
      config: { access: 'orders:write', idempotent: true },
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        ...received,
        operationId: 'receiveReturn',
        summary: 'Take in units that came back',
        description: 'Those to `RESTOCK` are for sale again in the same moment. `Location` is the return.',
        body: ReceiptBody,
        response: {
          201: ReceiptSchema,
          ...problemResponses('not_found', 'return_closed', 'quantity_exceeded', 'version_mismatch'),
        },
      },
    },
    (request, reply) =>
      recordChange(
        app,
        request,
        reply,
        () => locationOf(request.params),
        (client, asked) =>
          receiveReturn(client, { ...asked, ...request.body, returnId: request.params.returnId }),
      ),
  );

  app.post(
    '/orders/:id/returns/:returnId/refusals',
    {
      config: { access: 'orders:write', idempotent: true },
      schema: {
        ...received,
        operationId: 'refuseReturn',
        summary: 'Take no more units of a return',
        description: 'One of which units came is `RECEIVED` with these, any other `REFUSED`.',
        body: RefusalBody,
        response: {
          201: ReturnSchema,
          ...problemResponses('not_found', 'return_closed', 'version_mismatch'),
        },
      },
    },
    (request, reply) =>
      recordChange(
        app,
        request,
        reply,
        () => locationOf(request.params),
        (client, asked) => refuseReturn(client, { ...asked, returnId: request.params.returnId }),
      ),
  );
};

/** A product that is named twice adds up; which of two reasons holds for it nobody could tell. */
function expectOneReason(items: readonly { productId: string; reason: string }[]): void {
  const reasons = new Map<string, string>();
  for (const [place, { productId, reason }] of items.entries()) {
    const known = reasons.get(productId.toLowerCase());
    if (known === undefined) reasons.set(productId.toLowerCase(), reason);
    else if (known !== reason) {
      const pointer = `#/items/${place}/reason`;
      throw validationFailed({ pointer, detail: 'this product has another reason before' });
    }
  }
}
