import type { InvoiceKind } from '../entities/invoice.entity.ts';

const prefixes: Record<InvoiceKind, string> = { INVOICE: 'INV', CREDIT_NOTE: 'CN', DEBIT_NOTE: 'DN' };

/** As it stands on paper: `INV-2026-000042`. */
export const invoiceNumber = (kind: InvoiceKind, year: number, number: number): string =>
  `${prefixes[kind]}-${year}-${String(number).padStart(6, '0')}`;
