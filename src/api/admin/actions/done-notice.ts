import type { FastifyRequest } from 'fastify';
import { type Html, html } from '../../../markup/html.ts';
import { queryText } from '../query.ts';

/** What was done, on the page that comes after it. */
export const doneWords = {
  adjusted: 'The stock is adjusted: see the ledger.',
  priced: 'The new price holds.',
  scheduled: 'The price is scheduled.',
  classed: 'Tax class and weight hold for orders from now on.',
  archived: 'The product is out of the shop.',
  restored: 'The product is for sale again.',
  cancelled: 'Cancelled. The customer gets a mail.',
  shipped: 'Shipped. The customer gets a mail.',
  readdressed: 'The address is changed.',
  delivered: 'The parcel counts as delivered.',
  undone: 'The shipment is taken back: its units are to be shipped again.',
  announced: 'The return is announced.',
  received: 'The return is received. The customer gets a mail.',
  refused: 'The return is refused.',
  captured: 'Written down. How it went stands under Money.',
  refunding: 'The refund is on its way. How it went stands under Money.',
  ended: 'The payment ends.',
  resent: 'The mail is sent once more.',
  invited: 'The invitation is on its way.',
  allowed: 'The new rights hold from their next request on.',
  removed: 'They do not work here any more.',
  unlocked: 'The next login asks for the password alone.',
  added: 'Added.',
  imported: 'The file is taken: see the list. Orders keep what they cost.',
  changed: 'Changed. Orders keep what they cost.',
  gone: 'Gone. Orders keep what they cost.',
  sent: 'It is on its way: see the deliveries.',
  switched: 'That holds from now on.',
  deleted: 'The key is good for nothing any more.',
} as const;
export type DoneWord = keyof typeof doneWords;

export function doneNotice(request: FastifyRequest): Html | Html[] {
  const word = queryText(request, 'done', 30);
  if (!Object.hasOwn(doneWords, word)) return [];
  return html`<p class="notice is-ok" role="status">${doneWords[word as DoneWord]}</p>`;
}
