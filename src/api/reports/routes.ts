import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { SalesDimension } from '../../entities/sales-total.entity.ts';
import { salesCsv } from '../../reports/sales-csv.ts';
import { salesReport } from '../../reports/sales-report.ts';
import { prefersType } from '../plugins/accept.ts';
import { validationFailed } from '../validation-failed.ts';
import { createReportsPool } from './reports-pool.ts';
import { type Span, salesSpan } from './sales-span.ts';
import { MAX_ROWS, SalesCsvQuery, SalesQuery, SalesReportSchema } from './schemas.ts';

const CSV = 'text/csv';
const tags = ['Reports'];
const config = { access: 'orders:read', html: true } as const;
const csv = { [CSV]: { schema: Type.String() } };

export const reportRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const pool = createReportsPool(app.config.databaseUrl);
  pool.on('error', (err) => app.log.warn({ err }, 'a database connection of reports ended'));
  app.addHook('onClose', () => pool.end());

  const csvOf = async (span: Span, by: SalesDimension): Promise<string> => {
    const report = await salesReport(pool, { ...span, by, limit: MAX_ROWS });
    if (report.isComplete) return salesCsv(by, report);
    const detail = `query: there are more than ${MAX_ROWS} rows; ask for a shorter time`;
    throw validationFailed({ pointer: '#/from', detail });
  };

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
      if (prefersType(headers.accept, CSV)) return reply.type(CSV).send((await csvOf(span, by)) as never);
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
          'All rows of GET /reports/sales, for a spreadsheet: amounts are in units of their currency, such as `19.99`.',
        querystring: SalesCsvQuery,
        response: { 200: { description: 'The report', content: csv } },
      },
    },
    async ({ query }, reply) => {
      const body = await csvOf(salesSpan(query), query.by);
      reply.header('content-disposition', `attachment; filename="sales-by-${query.by}.csv"`);
      return reply.type(CSV).send(body);
    },
  );
};
