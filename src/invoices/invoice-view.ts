import type { InvoiceKind } from '../entities/invoice.entity.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { invoiceNumber } from './invoice-number.ts';
import type { InvoiceRow } from './sql/read-invoices.ts';

/** An invoice or a credit note as clients see it; money in minor units of `currency`. */
export interface InvoiceView extends Omit<InvoiceDocument, 'corrects' | 'reason'> {
  id: string;
  number: string;
  kind: InvoiceKind;
  orderId: string;
  /** ISO 8601, UTC. */
  issuedAt: string;
  currency: string;
  net: number;
  tax: number;
  /** `net` and `tax`; positive on a credit note, too. */
  total: number;
  corrects: { id: string; number: string } | null;
  reason: string | null;
}

export function viewOfInvoice(row: InvoiceRow): InvoiceView {
  const { corrects = null, reason = null, ...document } = row.document;
  return {
    id: row.id,
    number: invoiceNumber(row.kind, row.year, row.number),
    kind: row.kind,
    orderId: row.order_id,
    issuedAt: new Date(row.issued_ms).toISOString(),
    currency: row.currency,
    net: row.net,
    tax: row.tax,
    total: row.net + row.tax,
    ...document,
    corrects,
    reason,
  };
}
