import { inTransaction } from '../../database/in-transaction.ts';
import { makeFile } from '../../invoices/make-file.ts';
import { invoicePdf } from '../invoice-pdf.ts';
import type { Attempt, Processors } from '../processor.ts';
import { type IssueDueContext, issueDueInvoices } from './issue-due-invoices.ts';

export interface InvoicesContext extends IssueDueContext {
  /** A font for the files; undefined: the usual one. */
  invoiceFont: string | undefined;
}

/** Files of one run; the next one comes within a minute. */
const MOST = 1_000;

/** The processors of invoices. Both may run at once, and any number of times: an order has one invoice, and that one file. */
export function invoices(
  context: InvoicesContext,
): Pick<Processors, 'invoice.issue-due' | 'invoice.make-files'> {
  const makeFiles = async ({ signal, log }: Attempt): Promise<void> => {
    const failed: string[] = [];
    let fault: unknown;
    for (let n = 0; n < MOST; n++) {
      signal.throwIfAborted();
      const made = await inTransaction(context.pool, (client) =>
        makeFile(client, failed, (invoice) => invoicePdf(invoice, context.invoiceFont)),
      );
      if (made === undefined) break;
      if (made.error === undefined) continue;
      log.error({ err: made.error, invoiceId: made.id }, 'an invoice could not be made a PDF');
      failed.push(made.id);
      fault = made.error;
    }
    if (fault !== undefined) throw fault;
  };
  return {
    'invoice.make-files': (_, attempt) => makeFiles(attempt),
    async 'invoice.issue-due'(_, attempt) {
      await issueDueInvoices(context, attempt);
      await makeFiles(attempt);
    },
  };
}
