import type { SettingReader } from './setting-reader.ts';

export interface InvoiceSettings {
  /** Who sells, as invoices say it: name and address, a line each, and the number that the tax office gave. */
  readonly seller: { readonly lines: string[]; readonly taxId: string | null };
  /** Whether an order gets its invoice by itself when it is placed. */
  readonly invoiceAutomatic: boolean;
  /** A font file (TrueType or OpenType) for the PDFs of invoices; unset: one for Latin, Greek and Cyrillic. */
  readonly invoiceFont: string | undefined;
}

/** @param shopName who sells where INVOICE_SELLER does not say so */
export function readInvoiceSettings({ get, flag, listed }: SettingReader, shopName: string): InvoiceSettings {
  const lines = listed('INVOICE_SELLER', '|');
  return {
    seller: { lines: lines.length > 0 ? lines : [shopName], taxId: get('INVOICE_TAX_ID') ?? null },
    invoiceAutomatic: flag('INVOICE_AUTOMATIC', false),
    invoiceFont: get('INVOICE_FONT'),
  };
}
