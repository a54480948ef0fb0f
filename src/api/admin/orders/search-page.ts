import { html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { orderPath } from '../job-words.ts';
import { card, operatorPage } from '../layout.ts';

/** For a search that found no order, or more than one. */
export function searchPage(sought: string, ids: readonly string[]): string {
  const links = ids.map(
    (id) =>
      html`<li><a href="${orderPath(id)}">${orderNumber(id)}</a> <span class="soft small mono any">${id}</span></li>`,
  );
  const help = html`<p class="soft">An order is found by its id, or by its number such as 261122-2113-9F3A2C, which Bull Board and the overview show.</p>`;
  const words =
    sought === ''
      ? 'Find an order'
      : ids.length === 0
        ? `No order ${sought}`
        : `${ids.length} orders ${sought}`;
  const content = card({
    id: 'found',
    title: words,
    content: ids.length === 0 ? help : html`<ul>${links}</ul>`,
  });
  return operatorPage({
    title: words,
    here: '/admin/orders',
    content: html`<div class="grid">${content}</div>`,
  });
}
