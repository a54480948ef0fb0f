import type { Pool, PoolClient } from 'pg';
import { FIRST_ID } from '../ids.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { type InvoiceView, viewOfInvoice } from './invoice-view.ts';
import { findFile, findInvoice, findInvoiced, findInvoices, type InvoiceRow } from './sql/read-invoices.ts';

export interface InvoicePage {
  items: InvoiceView[];
  nextCursor: string | null;
}

/** What was issued for an order, oldest first: its invoice, then credit notes. @throws {InvalidCursor} */
export async function listInvoices(
  pool: Pool,
  { orderId, limit, cursor }: { orderId: string; limit: number; cursor?: string | undefined },
): Promise<InvoicePage> {
  const list = `invoices ${orderId.toLowerCase()}`;
  const after = cursor === undefined ? FIRST_ID : decodeCursor(cursor, list, 'none').id;
  const values = [orderId, after, limit + 1];
  const { rows } = await pool.query<InvoiceRow>({ ...findInvoices, values });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1)?.id : undefined;
  return {
    items: page.map(viewOfInvoice),
    nextCursor: last === undefined ? null : encodeCursor({ sort: list, value: null, id: last }),
  };
}

/** Those of these orders that have an invoice, and with it whatever was issued for them. */
export async function invoicedOf(pool: Pool, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>({ ...findInvoiced, values: [orderIds] });
  return new Set(rows.map(({ id }) => id));
}

/** An invoice, of this user's order where one is named, or undefined. */
export async function readInvoice(
  client: Pool | PoolClient,
  id: string,
  ownerId?: string,
): Promise<InvoiceView | undefined> {
  const { rows } = await client.query<InvoiceRow>({ ...findInvoice, values: [id, ownerId ?? null] });
  return rows[0] && viewOfInvoice(rows[0]);
}

/** The PDF of an invoice; undefined while it is not made. */
export async function readFile(pool: Pool, id: string): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ pdf: Buffer | null }>({ ...findFile, values: [id] });
  return rows[0]?.pdf ?? undefined;
}
