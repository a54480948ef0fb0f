import { addressLines } from '../../addresses/address-lines.ts';
import type { InvoiceView } from '../../invoices/invoice-view.ts';
import { printedInvoice } from '../../invoices/printed-invoice.ts';
import { costLines } from '../../markup/cost-lines.ts';
import { formatInstant } from '../../markup/format-instant.ts';
import { formatMoney } from '../../markup/format-money.ts';
import { type Html, html } from '../../markup/html.ts';
import { plainPage } from '../../markup/plain-page.ts';
import { orderNumber } from '../../orders/order-number.ts';
import type { OrderView } from '../../orders/order-view.ts';
import { invoiceContent } from '../invoices/invoice-content.ts';
import { itemWords, statusWords } from './order-words.ts';

/** Lines of an order that the page shows; a browser on a phone has to hold them. */
const MAX_LINES = 500;

/** What was issued for an order, below the address of its page. */
export interface IssuedInvoices {
  readonly token: string;
  readonly invoices: readonly InvoiceView[];
}

/** What was ordered and where it goes, for whoever has the link; and what was issued for it. */
export function orderPage(order: OrderView, { token, invoices }: IssuedInvoices): string {
  const links = invoices.map(
    ({ id, number }, n) => html`${n === 0 ? [] : html`<br>`}<a href="${token}/invoices/${id}">${number}</a>`,
  );
  const issued = links.length === 0 ? [] : html`\n<h2>Invoices</h2>\n<p>${links}</p>`;
  return plainPage(`Order ${orderNumber(order.id)}`, html`${orderContent(order)}${issued}`);
}

/** An invoice or a credit note, to be printed. */
export function invoicePage(invoice: InvoiceView): string {
  const { title } = printedInvoice(invoice);
  return plainPage(title, html`<h1>${title}</h1>\n${invoiceContent(invoice)}`);
}

/** The same, for a page that says more. */
export function orderContent(order: OrderView): Html {
  const number = orderNumber(order.id);
  const money = (minorUnits: number) => formatMoney(minorUnits, order.currency);
  const rows = order.items.slice(0, MAX_LINES).map((item) => {
    const became = itemWords(item);
    const below = became === '' ? [] : html`<br>${became}`;
    return html`<tr><th scope="row">${item.name}<br><span class="soft">${item.sku}<br>${item.quantity} × ${money(item.unitPrice)}${below}</span></th><td>${money(item.lineTotal)}</td></tr>\n`;
  });
  const sum = (name: string, minorUnits: number) =>
    minorUnits === 0 ? [] : html`<tr><th scope="row">${name}</th><td>${money(minorUnits)}</td></tr>`;
  const hidden = order.items.length - rows.length;
  const more = hidden > 0 ? html`<tr><th scope="row">and ${hidden} more lines</th><td></td></tr>` : [];
  const { shippingAddress } = order;
  const destination = shippingAddress
    ? html`\n<h2>It goes to</h2>\n<p>${addressLines(shippingAddress).map((line, n) => html`${n === 0 ? [] : html`<br>`}${line}`)}</p>`
    : [];
  return html`<h1>Your order <span>${number}</span></h1>
<dl><dt>Status</dt><dd>${statusWords(order)}</dd><dt>Placed</dt><dd><time datetime="${order.createdAt}">${formatInstant(new Date(order.createdAt))}</time></dd></dl>
<table>
<tbody>
${rows}${more}</tbody>
<tfoot>${costLines(order).map(({ label, sum, isTotal }) => html`<tr${isTotal ? [] : html` class="soft"`}><th scope="row">${label}</th><td>${sum}</td></tr>`)}${[sum('Paid', order.captured), sum('Paid back', order.refunded)].flat()}</tfoot>
</table>${destination}`;
}

/** Why there is nothing to see. */
export function noOrderPage(title: string, words: string): string {
  return plainPage(title, html`<h1>${title}</h1>\n<p>${words}</p>`);
}
