import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { readSales } from '../../reports/read-sales.ts';
import { salesCsv } from '../../reports/sales-csv.ts';
import type { SalesQuery } from '../../reports/sales-report.ts';

/** All rows of a report as CSV, which is read while it is sent. What fails before the first of them is thrown. */
export async function openSalesCsv(pool: Pool, query: Omit<SalesQuery, 'limit'>): Promise<Readable> {
  const pieces = salesCsv(query.by, readSales(pool, query));
  const { value: first } = await pieces.next();
  return Readable.from(startingWith(first as string, pieces), { objectMode: false });
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* rest;
  } finally {
    // Also where the reader goes before it has taken anything of the rest.
    await rest.return(undefined);
  }
}
