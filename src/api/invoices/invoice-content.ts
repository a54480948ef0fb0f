import type { InvoiceView } from '../../invoices/invoice-view.ts';
import { type PrintedInvoice, printedInvoice } from '../../invoices/printed-invoice.ts';
import { type Html, html } from '../../markup/html.ts';

/** An invoice for a browser and its printer; whatever letters its names are of. */
export function invoiceContent(invoice: InvoiceView): Html {
  const { facts, seller, buyer, lines, sums, pricesIncludeTax } = printedInvoice(invoice);
  const words = pricesIncludeTax ? 'Prices include tax.' : 'Tax comes on top of the prices.';
  return html`<p class="soft">${broken(seller)}</p>
<p>${broken(buyer)}</p>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<table>
<thead><tr><th scope="col">What</th><th scope="col">Tax</th><th scope="col">Amount</th></tr></thead>
<tbody>${lines.map(row)}</tbody>
<tfoot>${sums.map(([name, amount]) => html`<tr><th scope="row">${name}</th><td></td><td class="number">${amount}</td></tr>`)}</tfoot>
</table>
${sums.length > 1 ? html`<p class="soft">${words}</p>` : []}`;
}

const row = ({ label, below, taxRate, amount }: PrintedInvoice['lines'][number]): Html =>
  html`<tr><th scope="row">${label}${below === '' ? [] : html`<br><span class="soft">${below}</span>`}</th><td>${taxRate}</td><td class="number">${amount}</td></tr>\n`;

const broken = (lines: readonly string[]): Html[] =>
  lines.map((line, n) => html`${n === 0 ? [] : html`<br>`}${line}`);
