import type { PoolClient } from 'pg';
import type { InvoiceKind } from '../entities/invoice.entity.ts';
import type { OrderStatus } from '../entities/order.entity.ts';
import { FIRST_ID, newId } from '../ids.ts';
import { type InvoiceDocument, totalsOf } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import {
  type BilledOrder,
  type BilledOrderRow,
  billedOrderOf,
  lockBilledOrder,
  readBilledOrder,
} from './sql/read-billed-order.ts';
import { findInvoices, type InvoiceRow } from './sql/read-invoices.ts';
import { holdCounter, type WrittenRow, writeInvoice } from './sql/write-invoice.ts';

/** An order that is held, with what was issued for it. */
export interface HeldOrder extends BilledOrder {
  readonly id: string;
  readonly status: OrderStatus;
  /** Minor units that went back to who paid. */
  readonly refunded: number;
  readonly issued: InvoiceRow[];
}

/** Holds the order to the end of the transaction (FOR NO KEY UPDATE), and reads it. @throws {InvoiceError} not_found */
export async function holdBilledOrder(client: PoolClient, orderId: string): Promise<HeldOrder> {
  const id = orderId.toLowerCase();
  const { rows: locked } = await client.query<{ id: string }>({ ...lockBilledOrder, values: [id] });
  const order = locked[0] && (await readBilled(client, id, { orNot: true }));
  if (!order) throw new InvoiceError('not_found');
  return order;
}

/**
 * An order that the caller holds, with what was issued for it.
 *
 * @param options `orNot`: also where nothing was issued
 * @returns undefined where nothing was
 */
export async function readBilled(
  client: PoolClient,
  id: string,
  { orNot = false } = {},
): Promise<HeldOrder | undefined> {
  const { rows: issued } = await client.query<InvoiceRow>({ ...findInvoices, values: [id, FIRST_ID, null] });
  if (issued.length === 0 && !orNot) return undefined;
  const { rows } = await client.query<BilledOrderRow>({ ...readBilledOrder, values: [id] });
  const [row] = rows;
  return row && { ...billedOrderOf(id, row), id, status: row.status, refunded: row.refunded, issued };
}

/**
 * Gives a document the next number of its kind; holds the counter to the end of the transaction.
 *
 * @param entryId the entry that tells of the refund for which it is
 */
export async function issue(
  client: PoolClient,
  { id: orderId, currency }: Pick<HeldOrder, 'id' | 'currency'>,
  kind: InvoiceKind,
  document: InvoiceDocument,
  entryId: string | null = null,
): Promise<InvoiceRow> {
  const id = newId();
  const { net, tax } = totalsOf(document.lines, document.pricesIncludeTax);
  await client.query({ ...holdCounter, values: [kind] });
  const { rows } = await client.query<WrittenRow>({
    ...writeInvoice,
    values: [
      id,
      orderId,
      kind,
      document.corrects?.id ?? null,
      net,
      tax,
      currency,
      JSON.stringify(document),
      entryId,
    ],
  });
  const written = rows[0];
  if (!written) throw new Error('an invoice was not written');
  return { id, order_id: orderId, kind, ...written, net, tax, currency, document, entry_id: entryId };
}
