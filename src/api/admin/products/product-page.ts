import type { ScheduledPriceView } from '../../../catalog/scheduled-prices.ts';
import type { MovementReason } from '../../../entities/stock-movement.entity.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import type { MovementPage, MovementView } from '../../../stock/list-movements.ts';
import { count } from '../format.ts';
import { orderPath } from '../job-labels.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { stockOf } from './list-page.ts';
import { pricesCard } from './prices-card.ts';
import { productPath } from './product-path.ts';
import type { ProductRecord } from './sql/find-product.ts';

export function productPage(
  product: ProductRecord,
  prices: readonly ScheduledPriceView[],
  ledger: MovementPage,
  notice: Html | Html[],
): string {
  const path = productPath(product.id);
  const buttons = product.archivedAt
    ? html`<p class="buttons"><a class="button" href="${path}/restore">Put back into the shop</a></p>`
    : html`<p class="buttons"><a class="button primary" href="${path}/adjust-stock">Adjust stock</a><a class="button" href="${path}/price">Change price</a><a class="button" href="${path}/schedule-price">Price for a time</a><a class="button" href="${path}/tax-and-weight">Tax and weight</a><a class="button grave" href="${path}/archive">Take out of the shop</a></p>`;
  const facts = card({
    id: 'product',
    title: 'Product',
    width: 'third',
    content: html`${list([
      ['SKU', html`<span class="mono">${product.sku}</span>`],
      ['Category', product.category],
      ['Price', html`<strong>${formatMoney(product.price, product.currency)}</strong>`],
      ...(product.usualPrice === product.price
        ? []
        : [['Usual price', formatMoney(product.usualPrice, product.currency)] as [string, string]]),
      ...(product.compareAtPrice === null
        ? []
        : [['Compared with', formatMoney(product.compareAtPrice, product.currency)] as [string, string]]),
      ['Tax class', html`<span class="mono">${product.taxClass}</span>`],
      ['Weight', product.weight === null ? 'nobody says' : `${count(product.weight)} g`],
      ['In stock', stockOf(product.stockQuantity)],
      ['For sale', product.archivedAt ? html`no, since ${time(product.archivedAt)}` : 'yes'],
      ['Added', time(product.createdAt)],
      ['Changed', time(product.updatedAt)],
    ])}${buttons}`,
  });
  const heading = html`<div class="banner"><div><h1 class="any">${product.name}</h1><p class="soft small mono any">${product.id}</p></div></div>`;
  return operatorPage({
    title: product.name,
    content: html`${notice}${heading}<div class="grid">${facts}${ledgerCard(path, ledger)}${prices.length === 0 ? [] : pricesCard(path, product.currency, prices)}</div>`,
  });
}

function ledgerCard(path: string, ledger: MovementPage): Html {
  const rows = ledger.items.map(
    (
      movement,
    ) => html`<tr><td>${time(new Date(movement.createdAt))}</td><th scope="row">${whatOf(movement)}</th>
<td class="number">${movement.delta > 0 ? '+' : ''}${count(movement.delta)}</td><td class="number">${count(movement.resultingQuantity)}</td></tr>`,
  );
  const older = ledger.nextCursor
    ? html`<p class="pages"><a rel="next" href="${path}?cursor=${ledger.nextCursor}">Older movements</a></p>`
    : [];
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">At</th><th scope="col">What</th><th scope="col" class="number">Change</th><th scope="col" class="number">Left</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return card({
    id: 'ledger',
    title: 'Stock movements, newest first',
    width: 'two-thirds',
    content:
      rows.length === 0 ? html`<p class="soft">The stock has never moved.</p>` : html`${table}${older}`,
  });
}

const reasonWords: Record<MovementReason, string> = {
  sale: 'Sold',
  adjustment: 'Adjusted',
  import: 'Imported',
  cancellation: 'Cancelled',
  return: 'Came back',
  reconciliation: 'Reconciled',
};

/** What moved the stock; of an order, which one. */
function whatOf({ reason, reference, note }: MovementView): Html {
  const isOfOrder = reference !== null && reason !== 'adjustment' && reason !== 'import';
  const order = isOfOrder ? html` · <a href="${orderPath(reference)}">${orderNumber(reference)}</a>` : [];
  const words = note === null ? [] : html`<br><span class="soft small any">${note}</span>`;
  return html`${reasonWords[reason]}${order}${words}`;
}
