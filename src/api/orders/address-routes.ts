import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { addressKinds } from '../../entities/order-address.entity.ts';
import { Problem } from '../../errors.ts';
import { changeAddress } from '../../order-life/change-address.ts';
import { findOrder } from '../../orders/read-orders.ts';
import { AddressChanges } from '../addresses/schemas.ts';
import { Choice, conditionHeaders, problemResponses, strict, Uuid } from '../schemas.ts';
import { etagOf } from '../version-tags.ts';
import { changeOrder } from './change-order.ts';
import { OrderSchema } from './schemas.ts';

const kindsByName = new Map(addressKinds.map((kind) => [kind.toLowerCase(), kind]));

export const orderAddressRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.patch(
    '/orders/:id/addresses/:kind',
    {
      config: { access: 'orders:write' },
      schema: {
        tags: ['Orders'],
        operationId: 'changeOrderAddress',
        summary: 'Correct an address of an order',
        description:
          'Until something of it is shipped. An order without such an address gets one. The same again changes ' +
          'nothing. The book of the customer stays as it is.',
        params: strict({ id: Uuid(), kind: Choice([...kindsByName.keys()]) }),
        headers: conditionHeaders,
        body: AddressChanges,
        answerHeaders: { 200: ['ETag'] },
        response: {
          200: OrderSchema,
          ...problemResponses('not_found', 'order_cancelled', 'order_fulfilled', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      const { id, kind: name } = request.params;
      const kind = kindsByName.get(name) as (typeof addressKinds)[number];
      await changeOrder(app, request, (client, asked) =>
        changeAddress(client, { ...asked, kind, changes: request.body }),
      );
      // Read afterwards: the version is that of what is shown, whoever changed it since.
      const order = await findOrder(app.pg, id);
      if (!order) throw new Problem('not_found', 'There is no such order');
      reply.header('etag', etagOf(order.version));
      return order;
    },
  );
};
