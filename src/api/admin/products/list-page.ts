import type { ProductView } from '../../../catalog/product-view.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { Html, html } from '../../../markup/html.ts';
import { count } from '../format.ts';
import { card, operatorPage, time } from '../layout.ts';
import { LOWEST, type ProductList, type ProductListQuery, type ProductOrder } from './product-list.ts';
import { productPath } from './product-path.ts';

const orderWords: Record<ProductOrder, string> = {
  stock: 'Fewest in stock',
  newest: 'Newest',
  name: 'By name',
};
/** Units from which on nobody needs to look. */
const LOW_STOCK = 5;

export function productListPage({ order, sought, cursor }: ProductListQuery, list: ProductList): string {
  const title = sought === '' ? 'Products' : `Products for ${sought}`;
  const tabs = Object.entries(orderWords).map(([name, words]) => {
    const isHere = sought === '' && name === order;
    return html`<a href="/admin/products?sort=${name}"${new Html(isHere ? ' aria-current="true"' : '')}>${words}</a>`;
  });
  const search = html`<form class="search" action="/admin/products" role="search"><input type="search" name="q" value="${sought}" maxlength="200" placeholder="Name, SKU or category" aria-label="Words in name, SKU or category"><button>Search</button></form>`;
  const content = card({
    id: 'products',
    title,
    content: html`<div class="tools"><nav class="tabs" aria-label="Order of the list">${tabs}</nav>${search}</div>
${list.items.length === 0 ? nothing(sought, cursor) : table(list.items)}${footOf(order, sought, list)}`,
  });
  return operatorPage({ title, here: '/admin/products', content: html`<div class="grid">${content}</div>` });
}

function nothing(sought: string, cursor: string | undefined): Html {
  if (cursor !== undefined) return html`<p class="soft">Nothing more.</p>`;
  if (sought === '') return html`<p class="soft">There is no product yet.</p>`;
  return html`<p class="soft">No product for sale has these words.</p>`;
}

function table(items: readonly ProductView[]): Html {
  const rows = items.map(
    (
      product,
    ) => html`<tr><th scope="row" class="any"><a href="${productPath(product.id)}">${product.name}</a><br><span class="soft small mono">${product.sku}</span></th>
<td class="wide-only any">${product.category}</td><td class="number">${formatMoney(product.price, product.currency)}</td>
<td class="number">${stockOf(product.stockQuantity)}</td><td class="number"><a href="${productPath(product.id)}/adjust-stock" aria-label="Adjust the stock of ${product.name}">Adjust</a></td></tr>`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Product</th><th scope="col" class="wide-only">Category</th><th scope="col" class="number">Price</th><th scope="col" class="number">In stock</th><th></th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** Units, and a word where they are few. */
export function stockOf(units: number): Html {
  if (units === 0) return html`<span class="pill is-critical">Sold out</span>`;
  if (units <= LOW_STOCK) return html`<span class="pill is-degraded">${units} left</span>`;
  return html`${count(units)}`;
}

function footOf(order: ProductOrder, sought: string, { nextCursor, sortedAt }: ProductList): Html {
  const query = sought === '' ? `sort=${order}` : `q=${encodeURIComponent(sought)}`;
  const next =
    nextCursor === null
      ? []
      : html`<a rel="next" href="/admin/products?${query}&cursor=${nextCursor}">Next page</a>`;
  const note = sortedAt
    ? html`<span class="soft small">Sorted at ${time(sortedAt, 'clock')} UTC; the ${count(LOWEST)} with the fewest units are listed.</span>`
    : [];
  return html`<p class="pages">${note}${next}</p>`;
}
