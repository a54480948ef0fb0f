import type { Pool } from 'pg';
import { itemOf, type SalesItem, type SalesQuery } from './sales-report.ts';
import { findSales, type SalesRow } from './sql/find-sales.ts';

/** Rows that PostgreSQL hands over at a time: some 500 KB of text. */
const PAGE = 2_000;
/** A reader that takes nothing for so long has gone away, in ms. */
const MAX_SILENCE_MS = 30_000;
/** For reading all of it, in ms: it has one of few connections. */
const MAX_READ_MS = 5 * 60_000;

/**
 * All rows of a report, a page at a time, out of one snapshot, which a cursor keeps. It has a connection from the first
 * page to the last: whoever stops in between has to `return()` it, as `for await` and streams do.
 *
 * @throws where it is read too slowly
 */
export async function* readSales(
  pool: Pool,
  { from, end, by }: Omit<SalesQuery, 'limit'>,
): AsyncGenerator<SalesItem[]> {
  const endsAt = performance.now() + MAX_READ_MS;
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin read only; set local idle_in_transaction_session_timeout = ${MAX_SILENCE_MS}`);
    await client.query(`declare sales no scroll cursor for ${findSales[by].text}`, [from, end, null]);
    for (;;) {
      const { rows } = await client.query<SalesRow>(`fetch ${PAGE} from sales`);
      if (rows.length === 0) return;
      yield rows.filter((row) => !row.is_total).map((row) => itemOf(by, row));
      if (performance.now() > endsAt) throw new Error('a report was read too slowly');
    }
  } finally {
    await client.query('rollback').catch((failure) => {
      broken = failure;
    });
    client.release(broken);
  }
}
