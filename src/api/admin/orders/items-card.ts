import { type CostLine, costLines } from '../../../markup/cost-lines.ts';
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
    ) => html`<tr><th scope="row" class="any"><a href="${productPath(item.productId)}">${item.name}</a><br><span class="soft small mono">${item.sku}</span>${became(item, money)}</th>
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
<tfoot>${costLines(order).map(sumRow)}</tfoot>
</table></div>${more}`,
  });
}

function sumRow({ label, sum, isTotal }: CostLine): Html {
  return html`<tr${isTotal ? [] : html` class="soft"`}><th scope="row" class="any">${label}</th><td></td><td class="wide-only"></td><td class="number">${sum}</td></tr>`;
}

/** What was taken off the line, and what became of its units, where something did. */
function became(
  { discount, cancelled, fulfilled, returned }: ItemRecord,
  money: (minorUnits: number) => string,
): Html | Html[] {
  const words = [
    [cancelled, 'cancelled'],
    [fulfilled, 'shipped'],
    [returned, 'came back'],
  ] as const;
  const parts = [
    ...(discount > 0 ? [`${money(discount)} off`] : []),
    ...words.filter(([units]) => units > 0).map(([units, word]) => `${units} ${word}`),
  ];
  return parts.length === 0 ? [] : html`<br><span class="soft small">${parts.join(', ')}</span>`;
}
