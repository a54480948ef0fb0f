import { addressLines } from '../addresses/address-lines.ts';
import { formatInstant } from '../markup/format-instant.ts';
import { formatMoney } from '../markup/format-money.ts';
import { type Html, html } from '../markup/html.ts';
import type { Order, OrderPage } from './api-answers.ts';
import { costRows } from './cost-rows.ts';
import { notice, type ShopPage } from './layout.ts';
import { lineWords, paidWords, statusWords } from './order-words.ts';
import { providerChoices } from './payment-words.ts';

/** Lines that are shown; a browser on a phone has to hold them. */
const MAX_LINES = 200;

export interface OrderPageView {
  order: Order;
  providers: readonly string[];
  /** Idempotency-Key of what a button of the page does. */
  key: string;
  told?: { words: string; mood: 'bad' | 'good' } | undefined;
}

export function orderPage({ order, providers, key, told }: OrderPageView): ShopPage {
  const { currency, shippingAddress, contact } = order;
  const isPaidFor = order.status === 'PENDING' && order.paymentStatus === 'PROCESSING';
  const rows = order.items.slice(0, MAX_LINES).map((item) => {
    const became = lineWords(item);
    return html`<tr><th scope="row">${item.name}<br><span class="soft small">${item.quantity} × ${formatMoney(item.unitPrice, currency)}${became === '' ? [] : html`, ${became}`}</span></th><td>${formatMoney(item.lineTotal, currency)}</td></tr>\n`;
  });
  const hidden = order.items.length - MAX_LINES;
  const more = hidden > 0 ? html`<tr><th scope="row">and ${hidden} more lines</th><td></td></tr>` : [];
  const paid = paidWords(order);
  const sums = [
    ['Paid', order.captured],
    ['Paid back', order.refunded],
  ] as const;
  const destination = shippingAddress
    ? html`<h2>It goes to</h2>\n<p>${addressLines(shippingAddress).map((line, n) => html`${n === 0 ? [] : html`<br>`}${line}`)}</p>`
    : [];
  return {
    title: `Order ${order.number}`,
    // A payment that takes a moment: the page looks again by itself, without a script.
    head: isPaidFor ? html`<meta http-equiv="refresh" content="10">` : html``,
    content: html`${notice(told?.words, told?.mood)}<h1>Order <span class="number">${order.number}</span></h1>
<div class="two">
<section class="sheet" aria-label="What was ordered">
<table><tbody>${rows}${more}</tbody><tbody>${costRows(order)}${sums.map(([name, amount]) => (amount === 0 ? html`` : html`<tr><th scope="row">${name}</th><td>${formatMoney(amount, currency)}</td></tr>`))}</tbody></table>
</section>
<div>
<section class="sheet" aria-label="How it stands">
<p><strong>${statusWords(order)}</strong></p>
${paid === undefined ? [] : html`<p>Payment: ${paid}</p>`}
<p class="soft small">Ordered ${formatInstant(new Date(order.createdAt))}${contact ? html`<br>Mails go to ${contact.email}` : []}</p>
${destination}
</section>
${payForm(order, providers)}${cancelForm(order, key)}
</div>
</div>`,
  };
}

function payForm({ id, status, paymentStatus }: Order, providers: readonly string[]): Html {
  const isLacking = paymentStatus === 'UNPAID' || paymentStatus === 'PARTIALLY_PAID';
  // Also of one that is placed: what was held for it may have been let go.
  const isDue = status === 'PENDING' ? paymentStatus !== 'PROCESSING' : status === 'PLACED' && isLacking;
  if (!isDue || providers.length === 0) return html``;
  return html`<form method="post" action="/shop/orders/${id}/pay">
${providerChoices(providers)}${providers.includes('manual') ? html`<p class="soft small">With a bank transfer, give the number of the order.</p>\n` : []}<button class="main wide">Pay</button></form>\n`;
}

function cancelForm({ id, status, fulfillmentStatus }: Order, key: string): Html {
  if (status === 'CANCELLED' || fulfillmentStatus !== 'UNFULFILLED') return html``;
  return html`<details><summary>Cancel this order</summary>
<form method="post" action="/shop/orders/${id}/cancel"><input type="hidden" name="key" value="${key}">
<p>Nothing of it is sent, and what you paid goes back.</p>
<button>Cancel the order</button></form></details>`;
}

/**
 * Leads on to the page of a payment provider. A form that is answered with a redirect to another site is stopped by
 * `form-action 'self'`; a page that goes on by itself is not.
 */
export function leadingOnPage(order: Pick<Order, 'id'>, url: string): ShopPage {
  return {
    title: 'To the payment',
    head: html`<meta http-equiv="refresh" content="0; url=${url}">`,
    content: html`<h1>To the payment</h1>
<p>Your order is kept for you. It is placed once it is paid.</p>
<p><a class="button main" href="${url}">Go on to the payment</a></p>
<p><a href="/shop/orders/${order.id}">Pay later</a></p>`,
  };
}

/** The orders of this browser, newest first. */
export function ordersPage({ items, nextCursor }: Pick<OrderPage, 'items' | 'nextCursor'>): ShopPage {
  const rows = items.map(
    (order) =>
      html`<tr><th scope="row"><a href="/shop/orders/${order.id}">${order.number}</a><br><span class="soft small">${statusWords(order)}, ${formatInstant(new Date(order.createdAt))}</span></th><td>${formatMoney(order.total, order.currency)}</td></tr>\n`,
  );
  const next =
    nextCursor === null
      ? []
      : html`<nav class="pages" aria-label="Pages"><a class="button" rel="next" href="/shop/orders?${new URLSearchParams({ cursor: nextCursor }).toString()}">Older</a></nav>`;
  return {
    title: 'Orders',
    content: html`<h1>Orders</h1>
${items.length === 0 ? html`<p>Nothing is ordered yet.</p>` : html`<section class="sheet"><table>${rows}</table></section>`}${next}`,
  };
}
