import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { counted } from '../format.ts';
import { orderPath } from '../job-labels.ts';
import { card, operatorPage, time } from '../layout.ts';
import { MOST_FOUND } from './find-orders.ts';
import { standingPill } from './order-words.ts';
import type { FoundOrder } from './sql/describe-orders.ts';
import { NEWEST_LOOKED_AT } from './sql/find-by-ending.ts';

/** For a search that found no order, or more than one. @param sought never empty */
export function searchPage(sought: string, orders: readonly FoundOrder[]): string {
  const words = titleOf(sought, orders.length);
  const content = card({
    id: 'found',
    title: words,
    content: orders.length === 0 ? findHelp : orderTable(orders),
  });
  return operatorPage({
    title: words,
    here: '/admin/orders',
    content: html`<div class="grid">${content}</div>`,
  });
}

function titleOf(sought: string, found: number): string {
  if (found === 0) return `No order ${sought}`;
  if (found === MOST_FOUND) return `The newest ${MOST_FOUND} orders for ${sought}`;
  return `${counted(found, 'order')} for ${sought}`;
}

/** How an order is found. */
export const findHelp = html`<p class="soft">An order is found by its number, such as 261122-2113-9F3A2C, or by the last six
characters of it (among the newest ${NEWEST_LOOKED_AT.toLocaleString('en-GB')} orders); by its id; by the buyer’s
e-mail address; by the SKU of a product that is for sale.</p>`;

export function orderTable(orders: readonly FoundOrder[]): Html {
  const rows = orders.map(
    (
      order,
    ) => html`<tr><th scope="row" class="nowrap"><a href="${orderPath(order.id)}">${orderNumber(order.id)}</a><br>${standingPill(order)}</th>
<td class="wide-only">${time(order.createdAt)}</td><td class="any">${order.customer}</td>
<td class="number">${formatMoney(order.total, order.currency)}</td></tr>`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Order</th><th scope="col" class="wide-only">Placed</th><th scope="col">Customer</th><th scope="col" class="number">Total</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
