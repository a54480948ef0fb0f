import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type SalesDimension, salesDimensions } from '../../../entities/sales-total.entity.ts';
import { salesReport } from '../../../reports/sales-report.ts';
import { openSalesCsv } from '../../reports/open-sales-csv.ts';
import { createReportsPool } from '../../reports/reports-pool.ts';

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
  const spanOf = (asked: AskedSales) => ({
    from: new Date(asked.from),
    end: new Date(Date.parse(asked.to) + DAY_MS),
    by: asked.by,
  });
  const pageOf = async ({ asked, faults }: ReturnType<typeof askedIn>) =>
    salesPage(asked, await salesReport(pool, { ...spanOf(asked), limit: SHOWN }), faults);

  app.get('/admin/reports', async (request, reply) => reply.send(await pageOf(askedIn(request))));

  app.get('/admin/reports/sales.csv', async (request, reply) => {
    const said = askedIn(request);
    // No file of something else than was asked for: nobody would see it there.
    if (said.faults.length > 0) return reply.code(400).send(await pageOf(said));
    const body = await openSalesCsv(pool, spanOf(said.asked));
    reply.header('content-disposition', `attachment; filename="sales-by-${said.asked.by}.csv"`);
    return reply.type('text/csv').send(body);
  });
}

/** What stands in the address, or what is meant where it makes no sense, which `faults` tell. */
function askedIn(request: FastifyRequest): { asked: AskedSales; faults: string[] } {
  const word = queryText(request, 'by', 20);
  const texts = { from: queryText(request, 'from', 30), to: queryText(request, 'to', 30) };
  const by = salesDimensions.find((one) => one === word) ?? ('day' satisfies SalesDimension);
  const given = { from: readDay(texts.from), to: readDay(texts.to) };
  const to = given.to || day(Date.now());
  const last = Date.parse(to);
  const first = Date.parse(given.from || day(last - USUAL_DAYS * DAY_MS));
  const from = day(Math.min(Math.max(first, 0, last - MAX_DAYS * DAY_MS), last));
  const faults = [
    ...(word === '' || word === by ? [] : [`Sales are not told by “${word}”.`]),
    ...(['from', 'to'] as const)
      .filter((name) => texts[name] !== given[name])
      .map((name) => `“${texts[name]}” is no day such as 2026-11-22.`),
    ...(given.from !== '' && given.from !== from ? [rangeFault(given.from, to)] : []),
  ];
  return { asked: { by, from, to }, faults };
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function rangeFault(from: string, to: string): string {
  if (from > to) return `${from} is after ${to}.`;
  return `From ${from} to ${to} is more than ${MAX_DAYS} days, or begins before 1970.`;
}
