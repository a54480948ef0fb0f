import { formatMoney } from '../markup/format-money.ts';
import { type Html, html } from '../markup/html.ts';
import type { CartItem, ShownCart } from './api-answers.ts';
import { notice, type ShopPage } from './layout.ts';
import { picture } from './picture.ts';

/** Lines that are shown; a browser on a phone has to hold them. */
const MAX_LINES = 200;

/** @param fault why it is not as was asked */
export function cartPage(cart: ShownCart, fault?: string): ShopPage {
  const { items, currency } = cart;
  if (items.length === 0)
    return {
      title: 'Cart',
      content: html`${notice(fault)}<h1>Your cart is empty</h1>\n<p><a class="button main" href="/shop">To the products</a></p>`,
    };
  const hidden = items.length - MAX_LINES;
  const discounts = cart.discounts.map(
    ({ label, amount }) =>
      html`<tr><th scope="row">${label}</th><td>${formatMoney(-amount, currency)}</td></tr>`,
  );
  return {
    title: 'Cart',
    content: html`${notice(fault)}<h1>Cart</h1>
<div class="two">
<ul class="lines">
${items.slice(0, MAX_LINES).map(lineOf)}${hidden > 0 ? html`<li>and ${hidden} more lines</li>` : []}</ul>
<section class="sheet stay" aria-label="Sum">
<table>${discounts}<tr class="total"><th scope="row">So far</th><td>${formatMoney(cart.total, currency)}</td></tr></table>
<p class="soft small">Shipping and tax are known with your address.</p>
<a class="button main wide" href="/shop/checkout">Check out</a>
</section>
</div>`,
  };
}

function lineOf(item: CartItem): Html {
  const address = `/shop/cart/items/${item.id}`;
  const short =
    item.available < item.quantity ? html`<p class="fault">${shortWords(item.available)}</p>` : [];
  return html`<li>${picture(item)}<div><a href="/shop/products/${item.productId}">${item.name}</a><br><span class="soft small">${formatMoney(item.unitPrice, item.currency)} each</span>${short}</div>
<span class="price">${formatMoney(item.lineTotal, item.currency)}</span>
<form method="post" action="${address}"><input class="units" name="quantity" type="number" inputmode="numeric" value="${item.quantity}" min="1" max="1000000" required aria-label="Quantity: ${item.name}"><button>Update</button><button class="plain" name="remove" value="yes" formnovalidate aria-label="Remove ${item.name}">Remove</button></form></li>\n`;
}

/** How many there are, where it is less than somebody wants. */
export function shortWords(available: number): string {
  return available === 0 ? 'Sold out, or not for sale any more' : `Only ${available} left`;
}
