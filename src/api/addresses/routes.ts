import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import {
  addAddress,
  findAddress,
  listAddresses,
  removeAddress,
  replaceAddress,
} from '../../addresses/address-book.ts';
import { postalAddress } from '../../addresses/postal-address.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { answerOnce } from '../answer-once.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { AddressBody, AddressBookSchema, BookAddressSchema } from './schemas.ts';

export const addressBookRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Addresses'];
  const config = { access: 'CUSTOMER' } as const;
  const found = <T>(address: T | undefined): T => {
    if (address === undefined) throw new Problem('not_found', 'There is no such address');
    return address;
  };

  app.get(
    '/addresses',
    {
      config,
      schema: {
        tags,
        operationId: 'listAddresses',
        summary: 'List your addresses',
        description: 'All of them, newest first.',
        response: { 200: AddressBookSchema },
      },
    },
    async ({ user }) => ({ items: await listAddresses(app.pg, user.sub) }),
  );

  app.post(
    '/addresses',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'addAddress',
        summary: 'Keep an address',
        description: 'Orders have copies of their own: what is done with the book changes none.',
        body: AddressBody,
        answerHeaders: { 201: ['Location'] },
        response: { 201: BookAddressSchema, ...problemResponses('not_found', 'address_book_full') },
      },
    },
    async (request, reply) => {
      const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);
      const { reference, body } = await answerOnce(request, reply, transact, async (client) => {
        const view = await addAddress(client, request.user.sub, postalAddress(request.body));
        if (view === 'gone') throw new Problem('not_found', 'The account is no more');
        if (view === undefined) throw new Problem('address_book_full');
        return { reference: view.id, view, result: {} };
      });
      return reply.header('location', `/addresses/${reference}`).send(body as never) as never;
    },
  );

  const one = { tags, params: IdParams };

  app.get(
    '/addresses/:id',
    {
      config,
      schema: {
        ...one,
        operationId: 'getAddress',
        summary: 'Read an address',
        response: { 200: BookAddressSchema, ...problemResponses('not_found') },
      },
    },
    async ({ user, params }) => found(await findAddress(app.pg, { userId: user.sub, id: params.id })),
  );

  app.put(
    '/addresses/:id',
    {
      config,
      schema: {
        ...one,
        operationId: 'replaceAddress',
        summary: 'Replace an address',
        body: AddressBody,
        response: { 200: BookAddressSchema, ...problemResponses('not_found') },
      },
    },
    async ({ user, params, body }) =>
      found(await replaceAddress(app.pg, { userId: user.sub, id: params.id }, postalAddress(body))),
  );

  app.delete(
    '/addresses/:id',
    {
      config,
      schema: {
        ...one,
        operationId: 'removeAddress',
        summary: 'Remove an address',
        response: { 204: Type.Null({ description: 'Removed' }), ...problemResponses('not_found') },
      },
    },
    async ({ user, params }, reply) => {
      const isRemoved = await removeAddress(app.pg, { userId: user.sub, id: params.id });
      found(isRemoved || undefined);
      return reply.code(204).send(null);
    },
  );
};
