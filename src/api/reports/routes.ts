import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { salesReport } from '../../reports/sales-report.ts';
import { prefersType } from '../plugins/accept.ts';
import { openSalesCsv } from './open-sales-csv.ts';
import { createReportsPool } from './reports-pool.ts';
import { salesSpan } from './sales-span.ts';
import { SalesCsvQuery, SalesQuery, SalesReportSchema } from './schemas.ts';

const CSV = 'text/csv';
const tags = ['Reports'];
const config = { access: 'orders:read', html: true } as const;
const csv = { [CSV]: { schema: Type.String() } };

export const reportRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const pool = createReportsPool(app.config.databaseUrl);
  pool.on('error', (err) => app.log.warn({ err }, 'a database connection of reports ended'));
  app.addHook('onClose', () => pool.end());

  app.get(
    '/reports/sales',
    {
      config,
      schema: {
        tags,
        operationId: 'getSales',
        summary: 'Report sales by day, product, country or tax rate',
        description:
          'What orders that are PLACED come to, on the day when they were created. Rows add up to the totals, and these to the ' +
          '`total` of the orders, to the minor unit. Days of UTC. With `Accept: text/csv` as CSV, as GET /reports/sales.csv.',
        querystring: SalesQuery,
        response: {
          200: {
            description: 'The report',
            content: { 'application/json': { schema: SalesReportSchema }, ...csv },
          },
        },
      },
    },
    async ({ query, headers }, reply) => {
      const { by, limit } = query;
      const span = salesSpan(query);
      if (prefersType(headers.accept, CSV))
        return reply.type(CSV).send((await openSalesCsv(pool, { ...span, by })) as never);
      const report = await salesReport(pool, { ...span, by, limit });
      const to = new Date(span.end.getTime() - 1).toISOString();
      return reply.send({ from: span.from.toISOString(), to, by, ...report } as never);
    },
  );

  app.get(
    '/reports/sales.csv',
    {
      config,
      schema: {
        tags,
        operationId: 'getSalesCsv',
        summary: 'Report sales as CSV',
        description:
          'All rows of GET /reports/sales, for a spreadsheet: amounts are in units of their currency, such as `19.99`. It is written ' +
          'while it is sent, from one moment of the shop; one that is read for more than five minutes ends early.',
        querystring: SalesCsvQuery,
        response: { 200: { description: 'The report', content: csv } },
      },
    },
    async ({ query }, reply) => {
      const { by } = query;
      const body = await openSalesCsv(pool, { ...salesSpan(query), by });
      reply.header('content-disposition', `attachment; filename="sales-by-${by}.csv"`);
      return reply.type(CSV).send(body as never);
    },
  );
};
