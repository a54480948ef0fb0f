import type { OrderStatus } from '../../entities/order.entity.ts';
import { formatInstant } from '../../markup/format-instant.ts';
import { formatMoney } from '../../markup/format-money.ts';
import { type Html, html } from '../../markup/html.ts';
import { htmlDocument, styleElement } from '../../markup/html-document.ts';
import { sourceHash } from '../../markup/source-hash.ts';
import { orderNumber } from '../../orders/order-number.ts';
import type { OrderView } from '../../orders/order-view.ts';

/** Lines of an order that the page shows; a browser on a phone has to hold them. */
const MAX_LINES = 500;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem .75rem 3rem; background: light-dark(#f4f5f7, #14181d); color: light-dark(#16202c, #e6ebf2); }
main { max-width: 40rem; margin: 0 auto; padding: 1.25rem; border-radius: .75rem; background: light-dark(#fff, #1d232b); box-shadow: 0 1px 4px #0003; }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
h1 span { white-space: nowrap; } p { margin: 0; } .soft { color: light-dark(#566171, #9aa6b5); font-size: .875rem; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem 1rem; margin: 1rem 0; }
dt { color: light-dark(#566171, #9aa6b5); } dd { margin: 0; text-align: right; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .6rem 0; border-top: 1px solid light-dark(#dfe4ea, #2b323c); text-align: left; vertical-align: baseline; font-weight: 400; }
th { overflow-wrap: anywhere; } td { padding-left: .75rem; text-align: right; white-space: nowrap; } tfoot > tr > * { font-weight: 650; }
@media (min-width: 40rem) { body { padding-top: 2.5rem; } main { padding: 2rem; } }
@media print { body { background: none; } main { box-shadow: none; } }
`;

/** For the pages' Content-Security-Policy: this style sheet and no other. */
export const orderPageStyleHash = sourceHash(style);

const statusWords: Record<OrderStatus, string> = { PLACED: 'Placed', CANCELLED: 'Cancelled' };

/** What was ordered, for whoever has the link: nothing about the person who ordered it. */
export function orderPage(order: OrderView): string {
  const number = orderNumber(order.id);
  const money = (minorUnits: number) => formatMoney(minorUnits, order.currency);
  const rows = order.items
    .slice(0, MAX_LINES)
    .map(
      (item) =>
        html`<tr><th scope="row">${item.name}<br><span class="soft">${item.sku}<br>${item.quantity} × ${money(item.unitPrice)}</span></th><td>${money(item.lineTotal)}</td></tr>\n`,
    );
  const hidden = order.items.length - rows.length;
  const more = hidden > 0 ? html`<tr><th scope="row">and ${hidden} more lines</th><td></td></tr>` : [];
  return page(
    `Order ${number}`,
    html`<h1>Your order <span>${number}</span></h1>
<dl><dt>Status</dt><dd>${statusWords[order.status] ?? order.status}</dd><dt>Placed</dt><dd><time datetime="${order.createdAt}">${formatInstant(new Date(order.createdAt))}</time></dd></dl>
<table>
<tbody>
${rows}${more}</tbody>
<tfoot><tr><th scope="row">Total</th><td>${money(order.total)}</td></tr></tfoot>
</table>`,
  );
}

/** Why there is nothing to see. */
export function noOrderPage(title: string, words: string): string {
  return page(title, html`<h1>${title}</h1>\n<p>${words}</p>`);
}

function page(title: string, content: Html): string {
  return htmlDocument({ title, head: styleElement(style), content: html`<main>\n${content}\n</main>` });
}
