import { type Html, html } from '../markup/html.ts';
import { htmlDocument, styleElement } from '../markup/html-document.ts';
import { style } from './style.ts';

export interface ShopPage {
  title: string;
  /** Words that are in the search's field. */
  search?: string;
  /** More for the head. */
  head?: Html;
  content: Html | Html[];
}

/** What stands around every page. */
export interface Frame {
  brand: string;
  /** Units in the cart. */
  cartUnits: number;
  /** Whether this browser has bought or put something in a cart. */
  isKnown: boolean;
}

/** A whole page of the storefront. */
export function framed({ title, search = '', head = html``, content }: ShopPage, frame: Frame): string {
  const cart = frame.cartUnits === 0 ? 'Cart' : `Cart (${frame.cartUnits})`;
  const orders = frame.isKnown ? html`<a href="/shop/orders">Orders</a>` : [];
  return htmlDocument({
    title: `${title} – ${frame.brand}`,
    head: [styleElement(style), head],
    content: html`<a class="skip" href="#content">To the content</a>
<header class="top"><div class="wrap">
<a class="brand" href="/shop">${frame.brand}</a>
<form role="search" action="/shop"><input type="search" name="q" value="${search}" maxlength="200" placeholder="Search" aria-label="Search products"><button>Search</button></form>
<nav aria-label="Shop"><a href="/shop/account">Account</a>${orders}<a href="/shop/cart">${cart}</a></nav>
</div></header>
<main class="wrap" id="content">
${content}
</main>
<footer><div class="wrap">${frame.brand}</div></footer>`,
  });
}

/** A box that is read first: what went wrong, or what was done. */
export function notice(content: string | Html | undefined, mood: 'bad' | 'good' = 'bad'): Html | Html[] {
  if (content === undefined) return [];
  const text = typeof content === 'string' ? html`<p>${content}</p>` : content;
  return mood === 'good'
    ? html`<div class="notice good" role="status">${text}</div>\n`
    : html`<div class="notice" role="alert">${text}</div>\n`;
}

/** Tells what could not be shown, and leads back to the goods. */
export function wordsPage(title: string, words: string): ShopPage {
  return {
    title,
    content: html`<h1>${title}</h1>
<p>${words}</p>
<p><a class="button" href="/shop">To the products</a></p>`,
  };
}
