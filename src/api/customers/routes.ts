import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findCustomer } from '../../customers/find-customer.ts';
import { listCustomers } from '../../customers/list-customers.ts';
import { Problem } from '../../errors.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { CustomerSchema, CustomersQuery } from './schemas.ts';

export const customerRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Customers'];
  const config = { access: 'customers:read' } as const;

  app.get(
    '/customers',
    {
      config,
      schema: {
        tags,
        operationId: 'listCustomers',
        summary: 'List customers',
        description: 'Who came last comes first. Guests are left out.',
        querystring: CustomersQuery,
        response: {
          200: Page(CustomerSchema, 'CustomerPage'),
          ...problemResponses('invalid_cursor', 'validation_failed'),
        },
      },
    },
    (request) => listCustomers(app.pg, request.query),
  );

  app.get(
    '/customers/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getCustomer',
        summary: 'Read a customer',
        description: 'Also a guest, whom an order names. Who works here is no customer.',
        params: IdParams,
        response: { 200: CustomerSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const customer = await findCustomer(app.pg, request.params.id);
      if (!customer) throw new Problem('not_found', 'There is no such customer');
      return customer;
    },
  );
};
