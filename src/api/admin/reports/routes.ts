import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type SalesDimension, salesDimensions } from '../../../entities/sales-total.entity.ts';
import { salesCsv } from '../../../reports/sales-csv.ts';
import { salesReport } from '../../../reports/sales-report.ts';
import { createReportsPool } from '../../reports/reports-pool.ts';
import { MAX_ROWS } from '../../reports/schemas.ts';
import { needs } from '../page-scope.ts';
import { queryText, readDay } from '../query.ts';
import { type AskedSales, salesPage } from './page.ts';

/** Rows of the page; the file has all. */
const SHOWN = 400;
const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
/** Days of one report. */
const MAX_DAYS = 3_660;

/** What was sold, for those who keep the books. */
export async function reportPages(app: FastifyInstance): Promise<void> {
  needs(app, 'orders:read');
  const pool = createReportsPool(app.config.databaseUrl);
  pool.on('error', (err) => app.log.warn({ err }, 'a database connection of reports ended'));
  app.addHook('onClose', () => pool.end());
  const reportOf = (asked: AskedSales, limit: number) => {
    const from = new Date(asked.from);
    const end = new Date(Date.parse(asked.to) + DAY_MS);
    return salesReport(pool, { from, end, by: asked.by, limit });
  };

  app.get('/admin/reports', async (request, reply) => {
    const asked = askedIn(request);
    return reply.send(salesPage(asked, await reportOf(asked, SHOWN)));
  });

  app.get('/admin/reports/sales.csv', async (request, reply) => {
    const asked = askedIn(request);
    const report = await reportOf(asked, MAX_ROWS);
    if (!report.isComplete)
      return reply.send(salesPage(asked, { ...report, items: report.items.slice(0, SHOWN) }));
    reply.header('content-disposition', `attachment; filename="sales-by-${asked.by}.csv"`);
    return reply.type('text/csv').send(salesCsv(asked.by, report));
  });
}

/** What stands in the address, or what is meant where it makes no sense. */
function askedIn(request: FastifyRequest): AskedSales {
  const word = queryText(request, 'by', 20);
  const by = salesDimensions.find((one) => one === word) ?? ('day' satisfies SalesDimension);
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const to = readDay(queryText(request, 'to', 10)) || day(Date.now());
  const last = Date.parse(to);
  const from = Date.parse(readDay(queryText(request, 'from', 10)) || day(last - USUAL_DAYS * DAY_MS));
  return { by, from: day(Math.min(Math.max(from, 0, last - MAX_DAYS * DAY_MS), last)), to };
}
