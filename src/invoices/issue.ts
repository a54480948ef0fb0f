import type { PoolClient } from 'pg';
import type { InvoiceKind } from '../entities/invoice.entity.ts';
import type { OrderStatus } from '../entities/order.entity.ts';
import { newId } from '../ids.ts';
import { type LockedOrderRow, lockOrders } from '../order-life/sql/lock-orders.ts';
import { type InvoiceDocument, totalsOf } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import {
  type BilledOrder,
  type BilledOrderRow,
  billedOrderOf,
  readBilledOrder,
} from './sql/read-billed-order.ts';
import { findInvoices, type InvoiceRow } from './sql/read-invoices.ts';
import { holdCounter, type WrittenRow, writeInvoice } from './sql/write-invoice.ts';

/** Below every UUID v7. */
const FIRST = '00000000-0000-0000-0000-000000000000';
/** Credit notes of one invoice: far above what anybody writes by hand. */
const MOST_OF_AN_ORDER = 1_000;

/** An order that is held, with what was issued for it. */
export interface HeldOrder extends BilledOrder {
  readonly id: string;
  readonly status: OrderStatus;
  readonly issued: readonly InvoiceRow[];
}

/** Holds the order to the end of the transaction (FOR NO KEY UPDATE), and reads it. @throws {InvoiceError} not_found */
export async function holdBilledOrder(client: PoolClient, orderId: string): Promise<HeldOrder> {
  const id = orderId.toLowerCase();
  const { rows: locked } = await client.query<LockedOrderRow>({ ...lockOrders, values: [[id]] });
  const { rows } = await client.query<BilledOrderRow>({ ...readBilledOrder, values: [id] });
  const [order, row] = [locked[0], rows[0]];
  if (!order || !row) throw new InvoiceError('not_found');
  const values = [id, FIRST, MOST_OF_AN_ORDER];
  const { rows: issued } = await client.query<InvoiceRow>({ ...findInvoices, values });
  return { ...billedOrderOf(id, row), id, status: order.status, issued };
}

/** Gives a document the next number of its kind; holds the counter to the end of the transaction. */
export async function issue(
  client: PoolClient,
  { id: orderId, currency }: Pick<HeldOrder, 'id' | 'currency'>,
  kind: InvoiceKind,
  document: InvoiceDocument,
): Promise<InvoiceRow> {
  const id = newId();
  const { net, tax } = totalsOf(document.lines, document.pricesIncludeTax);
  await client.query({ ...holdCounter, values: [kind] });
  const { rows } = await client.query<WrittenRow>({
    ...writeInvoice,
    values: [id, orderId, kind, document.corrects?.id ?? null, net, tax, currency, JSON.stringify(document)],
  });
  const written = rows[0];
  if (!written) throw new Error('an invoice was not written');
  return { id, order_id: orderId, kind, ...written, net, tax, currency, document };
}
