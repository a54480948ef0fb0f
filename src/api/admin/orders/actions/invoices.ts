import { recordAudit } from '../../../../audit/record-audit.ts';
import type { Seller } from '../../../../invoices/invoice-document.ts';
import { InvoiceError } from '../../../../invoices/invoice-error.ts';
import type { InvoiceView } from '../../../../invoices/invoice-view.ts';
import { issueCreditNote } from '../../../../invoices/issue-credit-note.ts';
import { issueInvoice } from '../../../../invoices/issue-invoice.ts';
import { limits } from '../../../../limits.ts';
import { formatMoney } from '../../../../markup/format-money.ts';
import { html } from '../../../../markup/html.ts';
import { readMoney } from '../../../../markup/read-money.ts';
import { type Action, ActionRefused, type Operator } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ChangeOrder } from './change-order.ts';

const words: Partial<Record<InvoiceError['fault'], string>> = {
  invoice_exists: 'The order has its invoice.',
  nothing_to_invoice: 'Nothing of the order is left.',
  not_invoiced: 'The order has no invoice.',
  credit_exceeds_invoice: 'That is more than is left of the invoice.',
};

/** Issues once, on record with who did it. @throws {ActionRefused} */
async function issued(
  change: ChangeOrder,
  by: Operator,
  orderId: string,
  work: (client: Parameters<typeof issueInvoice>[0]) => Promise<InvoiceView>,
): Promise<void> {
  await change(by, orderId, async (client) => {
    const { number, total } = await work(client);
    await recordAudit(client, by.trail, {
      subject: { type: 'order', id: orderId },
      after: { number, total },
    });
    return { owes: [] };
  }).catch((error) => {
    if (!(error instanceof InvoiceError)) throw error;
    throw new ActionRefused(`${words[error.fault] ?? 'The order is not placed.'} Nothing was done.`);
  });
}

export const issueInvoiceAction = (change: ChangeOrder, seller: Seller): Action<OrderRecord, undefined> => ({
  path: 'invoice',
  operation: 'issueInvoice',
  title: () => 'Issue the invoice',
  refusal: ({ status }) => (status === 'PLACED' ? undefined : 'Only an order that is placed has an invoice.'),
  read: () => undefined,
  review: () => ({
    sentences: [
      'All that has not left the order is on it, under the next number.',
      'It cannot be changed: what is wrong is taken off by a credit note.',
    ],
    button: 'Issue the invoice',
  }),
  run: ({ id }, _nothing, by) =>
    issued(change, by, id, (client) => issueInvoice(client, { orderId: id, seller })),
  done: 'invoiced',
});

interface AskedCredit {
  /** Undefined: all that is left. */
  amount: number | undefined;
  reason: string;
}

export const creditNoteAction = (change: ChangeOrder, seller: Seller): Action<OrderRecord, AskedCredit> => ({
  path: 'credit-note',
  operation: 'issueCreditNote',
  title: () => 'Issue a credit note',
  fields: (_order, form) => html`${inputField(form, 'amount', {
    label: 'Amount, tax included',
    hint: 'Empty: all that is left of the invoice',
    attributes: html` inputmode="decimal" autocomplete="off"`,
  })}
${inputField(form, 'reason', { label: 'Why, for the customer', attributes: html` maxlength="${limits.creditReason}" autocomplete="off"` })}`,
  read: ({ currency }, form) => {
    const amount = form.has('amount') ? readMoney(form.raw('amount'), currency) : undefined;
    if (form.has('amount') && !amount) form.faults.set('amount', 'An amount such as 12.50');
    const reason = form.text('reason', { max: limits.creditReason, required: 'Say why' });
    return { amount, reason };
  },
  review: ({ currency }, { amount, reason }) => ({
    sentences: [
      `${amount === undefined ? 'All that is left' : formatMoney(amount, currency)} is taken off the invoice. Reason: ${reason}.`,
      'It is paper alone: no money moves, and no stock.',
    ],
    button: 'Issue the credit note',
    isGrave: true,
  }),
  run: ({ id }, credit, by) =>
    issued(change, by, id, (client) => issueCreditNote(client, { orderId: id, seller, credit })),
  done: 'invoiced',
});
