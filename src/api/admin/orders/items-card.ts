import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { counted } from '../format.ts';
import { card } from '../layout.ts';
import { productPath } from '../products/product-path.ts';
import type { ItemRecord, OrderRecord } from './sql/find-order.ts';

export function itemsCard(order: OrderRecord): Html {
  const money = (minorUnits: number) => formatMoney(minorUnits, order.currency);
  const rows = order.items.map(
    (
      item,
    ) => html`<tr><th scope="row" class="any"><a href="${productPath(item.productId)}">${item.name}</a><br><span class="soft small mono">${item.sku}</span>${became(item)}</th>
<td class="number">${item.quantity}</td><td class="number wide-only">${money(item.unitPrice)}</td><td class="number">${money(item.lineTotal)}</td></tr>`,
  );
  const hidden = order.itemCount - order.items.length;
  const more = hidden > 0 ? html`<p class="soft small">and ${counted(hidden, 'more line')}</p>` : [];
  return card({
    id: 'items',
    title: 'Items, as they were bought',
    width: 'two-thirds',
    content: html`<div class="scroll"><table>
<thead><tr><th scope="col">Item</th><th scope="col" class="number">Quantity</th><th scope="col" class="number wide-only">Price</th><th scope="col" class="number">Sum</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">Total</th><td></td><td class="wide-only"></td><td class="number">${money(order.total)}</td></tr></tfoot>
</table></div>${more}`,
  });
}

/** What became of the units, where something did. */
function became({ cancelled, fulfilled, returned }: ItemRecord): Html | Html[] {
  const words = [
    [cancelled, 'cancelled'],
    [fulfilled, 'shipped'],
    [returned, 'came back'],
  ] as const;
  const parts = words.filter(([units]) => units > 0).map(([units, word]) => `${units} ${word}`);
  return parts.length === 0 ? [] : html`<br><span class="soft small">${parts.join(', ')}</span>`;
}
