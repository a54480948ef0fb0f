import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderPath } from '../job-labels.ts';
import { card, time } from '../layout.ts';
import type { OrderDetails } from './order-details.ts';

/** What was issued for an order, and what can be. */
export function invoicesCard({ order, invoices }: OrderDetails): Html {
  const rows = (invoices ?? []).map(
    ({ id, number, issuedAt, total, currency }) =>
      html`<tr><th scope="row"><a href="/admin/invoices/${id}">${number}</a></th><td>${time(new Date(issuedAt))}</td><td class="number">${formatMoney(total, currency)}</td></tr>`,
  );
  const [path, words] =
    rows.length === 0 ? ['invoice', 'Issue the invoice'] : ['credit-note', 'Issue a credit note'];
  const button =
    invoices === undefined || (rows.length === 0 && order.status !== 'PLACED')
      ? []
      : html`<p class="buttons"><a data-scope="orders:write" class="button" href="${orderPath(order.id)}/${path}">${words}</a></p>`;
  const table =
    rows.length === 0
      ? html`<p class="soft">${invoices === undefined ? 'They could not be read now.' : 'There is none.'}</p>`
      : html`<table><tbody>${rows}</tbody></table>`;
  return card({ id: 'invoices', title: 'Invoices', width: 'half', content: html`${table}${button}` });
}
