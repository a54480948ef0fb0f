import { formatMoney } from '../markup/format-money.ts';
import { Html, html } from '../markup/html.ts';
import type { Categories, Product, ProductPage } from './api-answers.ts';
import { notice, type ShopPage } from './layout.ts';
import { picture } from './picture.ts';

/** What the list is asked for; empty: all of it. */
export interface Browse {
  q: string;
  category: string;
  sort: string;
  cursor: string;
}

const sorts = [
  ['', 'Newest'],
  ['price_asc', 'Cheapest'],
  ['price_desc', 'Dearest'],
  ['name', 'Name'],
] as const;

/** The address of a list. A cursor belongs to one list: it goes where anything else changes. */
export function listAddress(browse: Partial<Browse>): string {
  const given = Object.entries(browse).filter(([, value]) => value !== '');
  return given.length === 0 ? '/shop' : `/shop?${new URLSearchParams(given)}`;
}

export function listPage(browse: Browse, products: ProductPage, categories: Categories): ShopPage {
  const { q, category, sort } = browse;
  const here = (isHere: boolean) => new Html(isHere ? ' aria-current="page"' : '');
  const tag = (name: string, words: string) =>
    html`<a href="${listAddress({ q, category: name, sort })}"${here(name === category)}>${words}</a>`;
  const title = q !== '' ? `“${q}”` : category !== '' ? category : 'All products';
  const next =
    products.nextCursor === null
      ? []
      : html`<a class="button" rel="next" href="${listAddress({ q, category, sort, cursor: products.nextCursor })}">Next page</a>`;
  const first =
    browse.cursor === ''
      ? []
      : html`<a class="button" href="${listAddress({ q, category, sort })}">First page</a>`;
  return {
    title,
    search: q,
    content: html`<nav class="tags" aria-label="Categories">${tag('', 'All')}${categories.items.map(({ name }) => tag(name, name))}</nav>
<div class="bar"><h1>${title}</h1>
<nav class="sorts" aria-label="Order">${sorts.map(
      ([key, words]) =>
        html`<a href="${listAddress({ q, category, sort: key })}"${here(key === sort)}>${key === '' && q !== '' ? 'Best match' : words}</a>`,
    )}</nav></div>
${products.items.length === 0 ? html`<p>Nothing here. Try other words, or <a href="/shop">look at all products</a>.</p>` : []}
<ul class="goods">
${products.items.map(tile)}</ul>
<nav class="pages" aria-label="Pages">${first}${next}</nav>`,
  };
}

function tile(product: Product): Html {
  const soldOut = product.stockQuantity === 0 ? html` <span class="soft small">Sold out</span>` : [];
  return html`<li><a href="/shop/products/${product.id}">${picture(product)}<span class="name">${product.name}</span>${priceOf(product)}${soldOut}</a></li>\n`;
}

function priceOf({ price, compareAtPrice, currency }: Product): Html {
  const usual =
    compareAtPrice != null && compareAtPrice > price
      ? html` <s>${formatMoney(compareAtPrice, currency)}</s>`
      : [];
  return html`<span class="price">${formatMoney(price, currency)}</span>${usual}`;
}

/** Above it nobody wants to know how many exactly. */
const FEW = 10;

/** @param fault why it is not in the cart */
export function productPage(product: Product, fault?: string): ShopPage {
  const { stockQuantity: stock } = product;
  const buy = html`<form method="post" action="/shop/cart/items">
<input type="hidden" name="productId" value="${product.id}">
<div class="field"><label for="quantity">Quantity</label><input class="units" id="quantity" name="quantity" type="number" inputmode="numeric" value="1" min="1" max="1000000" required></div>
<button class="main wide">Add to cart</button>
</form>`;
  const left = stock > FEW ? 'In stock' : `Only ${stock} left`;
  return {
    title: product.name,
    content: html`${notice(fault)}<div class="two even">
<div>${picture(product)}</div>
<div><p class="small"><a href="${listAddress({ category: product.category })}">${product.category}</a></p>
<h1>${product.name}</h1>
<p>${priceOf(product)}</p>
<p>${product.description}</p>
<p class="soft small">${stock === 0 ? 'Sold out' : left} · ${product.sku}</p>
${stock === 0 ? [] : buy}</div>
</div>`,
  };
}
