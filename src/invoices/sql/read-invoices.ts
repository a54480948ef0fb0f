import type { Statement } from '../../database/statement.ts';
import type { InvoiceKind } from '../../entities/invoice.entity.ts';
import type { InvoiceDocument } from '../invoice-document.ts';

const columns = `
  id, order_id, kind, year, number, (extract(epoch from issued_at) * 1000)::float8 as issued_ms,
  net::float8 as net, tax::float8 as tax, currency, document, entry_id`;

export interface InvoiceRow {
  id: string;
  order_id: string;
  kind: InvoiceKind;
  year: number;
  number: number;
  issued_ms: number;
  net: number;
  tax: number;
  currency: string;
  document: InvoiceDocument;
  /** Of a credit note: the entry that tells of the refund for which it was issued by itself. */
  entry_id: string | null;
}

/** $1 uuid: an order; $2 uuid: the invoice behind which to begin; $3 int: how many at most, null for all. Oldest first. */
export const findInvoices: Statement = {
  name: 'invoices.find-of-order',
  text: `select ${columns} from invoices where order_id = $1::uuid and id > $2::uuid order by id limit $3::int`,
};

/** $1 uuid[]: orders. Those of them that have an invoice. */
export const findInvoiced: Statement = {
  name: 'invoices.find-invoiced',
  text: `select order_id as id from invoices where order_id = any($1::uuid[]) and kind = 'INVOICE' order by id`,
};

/** $1 uuid: an invoice; $2 uuid: whose order it must be of; null: anybody's. */
export const findInvoice: Statement = {
  name: 'invoices.find',
  text: `
    select ${columns} from invoices
     where id = $1::uuid
       and ($2::uuid is null or exists (select from orders o where o.id = order_id and o.user_id = $2::uuid))`,
};

/** $1 uuid: an invoice. Its PDF; null: it is not made yet. */
export const findFile: Statement = {
  name: 'invoices.find-file',
  text: 'select pdf from invoice_files where invoice_id = $1::uuid',
};
