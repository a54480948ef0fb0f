import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import type { MessageRecord } from '../../../outbox/sql/find-messages.ts';
import { customerPath } from '../customers/customer-path.ts';
import { counted, duration } from '../format.ts';
import { jobTitle, orderPath } from '../job-labels.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { moneyCard } from '../payments/money-card.ts';
import { returnableItems } from './actions/returns.ts';
import { openItems } from './actions/units.ts';
import { destinationCard } from './destination-card.ts';
import { itemsCard } from './items-card.ts';
import type { JobState } from './job-states.ts';
import type { OrderDetails } from './order-details.ts';
import { orderHealth } from './order-health.ts';
import { paymentWordsOf, standingPill } from './order-words.ts';
import { recordsCards } from './records-cards.ts';
import { timelineCard } from './timeline-card.ts';

/** @param notice what was just done */
export function orderPage(details: OrderDetails, notice: Html | Html[] = []): string {
  const { order } = details;
  const number = orderNumber(order.id);
  const heading = html`<div class="banner"><div><h1>Order <span class="nowrap">${number}</span> ${standingPill(order)}</h1><p class="soft small mono any">${order.id}</p></div>${buttons(details)}</div>`;
  const facts = card({
    id: 'order',
    title: 'Order',
    width: 'third',
    health: orderHealth(details, Date.now()),
    content: list([
      ['Status', order.status.toLowerCase()],
      ['Payment', paymentWordsOf(order)],
      ['Placed', time(order.createdAt)],
      ...(order.expiresAt ? ([['To be paid by', time(order.expiresAt)]] as const) : []),
      ['Customer', html`<a href="${customerPath(order.customer.id)}">${order.customer.name}</a>`],
      ['E-mail', emailOf(order)],
      ['Items', counted(order.itemCount, 'line')],
      ['Total', html`<strong>${formatMoney(order.total, order.currency)}</strong>`],
    ]),
  });
  const cards = [
    facts,
    itemsCard(order),
    destinationCard(order),
    ...moneyCard(order, details.money),
    ...recordsCards(details),
    timelineCard(details),
    messagesCard(details),
    deliveriesCard(details),
    salesCard(details),
  ];
  return operatorPage({
    title: `Order ${number}`,
    content: html`${notice}${heading}<div class="grid">${cards}</div>`,
  });
}

function emailOf({ customer: { email } }: OrderDetails['order']): Html | string {
  return email === null
    ? 'none: no mail is sent'
    : html`<a href="/admin/orders?find=${encodeURIComponent(email)}">${email}</a>`;
}

/** What can be done with the order as it is. */
function buttons({ order, records }: OrderDetails): Html {
  const path = orderPath(order.id);
  const isOpen = openItems(order).length > 0 || order.itemCount > order.items.length;
  const isPlaced = order.status === 'PLACED';
  const canReturn = records !== undefined && returnableItems({ ...order, ...records }).length > 0;
  const links = [
    ...(isPlaced && isOpen
      ? [html`<a data-scope="orders:write" class="button primary" href="${path}/ship">Ship</a>`]
      : []),
    ...(canReturn
      ? [html`<a data-scope="orders:write" class="button" href="${path}/return">Return</a>`]
      : []),
    ...(order.status !== 'CANCELLED' && isOpen
      ? [html`<a data-scope="orders:write" class="button grave" href="${path}/cancel">Cancel</a>`]
      : []),
    ...(isPlaced && isOpen ? [html`<a class="button" href="${path}/packing-slip">Packing slip</a>`] : []),
  ];
  return html`<p class="buttons">${links}</p>`;
}

function messagesCard({ messages }: OrderDetails): Html {
  const rows = (messages ?? []).map(
    ({ state, ...message }) => html`<tr><th scope="row">${jobTitle(message.job)}</th>
<td>${published(message)}</td><td>${message.failedAt ? 'failed ' : ''}${after(message.createdAt, message.settledAt)}</td>
<td>${state.path ? html`<a href="${state.path}">${state.state}</a>` : state.state}${reason(message, state)}</td></tr>`,
  );
  const columns = ['Job', 'To the queue', 'Settled', 'In the queue now'];
  const none = 'No outbox message: settled long ago, and pruned.';
  return card({
    id: 'owed',
    title: 'What it owes',
    width: 'half',
    content: records(columns, messages && rows, none),
  });
}

/** What the outbox keeps of a failure, else what the queue says of the last attempt. */
function reason(message: MessageRecord, state: JobState): Html | string {
  const words = message.failureDetail ?? state.reason;
  if (words === undefined) return '';
  const attempts = counted(message.failedAttempts ?? state.attempts, 'attempt');
  return html`<br><span class="soft small any">${attempts}, last: ${words.slice(0, 300)}</span>`;
}

function deliveriesCard({ order, deliveries }: OrderDetails): Html {
  const rows = (deliveries ?? []).map(
    (
      delivery,
    ) => html`<tr><th scope="row">${jobTitle(delivery.kind)}<br><span class="soft small mono any">${delivery.messageId}</span></th>
<td class="number">${delivery.attempts}</td><td>${delivery.handedOverAt ? time(delivery.handedOverAt) : 'not yet'}</td>
<td><a data-scope="orders:write" href="${orderPath(order.id)}/mails/${delivery.kind}/${delivery.subjectId}/resend">Send again</a></td></tr>`,
  );
  const columns = ['Mail and Message-ID', 'Attempts', 'Mail server took it', ''];
  return card({
    id: 'deliveries',
    title: 'Mail',
    width: 'half',
    content: records(columns, deliveries && rows, 'No mail has been tried yet.'),
  });
}

function salesCard({ order, sales }: OrderDetails): Html {
  const names = new Map(order.items.map((item) => [item.productId, item]));
  const rows = (sales ?? []).map((sale) => {
    const item = names.get(sale.productId);
    return html`<tr><th scope="row" class="any">${item?.name ?? sale.productId}<br><span class="soft small mono">${item?.sku ?? ''}</span></th>
<td class="number">${sale.delta}</td><td class="number">${sale.resultingQuantity}</td>
<td class="number wide-only">${sale.productVersion}</td><td>${time(sale.createdAt)}</td></tr>`;
  });
  const columns = ['Product', 'Change', 'Left', 'Version', 'At'];
  return card({
    id: 'movements',
    title: 'Stock movements',
    content: records(columns, sales && rows, 'No movement of stock was found.', new Set(['Version'])),
  });
}

function records(
  columns: readonly string[],
  rows: Html[] | undefined,
  none: string,
  wideOnly = new Set<string>(),
): Html {
  if (rows === undefined)
    return html`<p class="soft">PostgreSQL did not answer in time. Reload the page to ask again.</p>`;
  if (rows.length === 0) return html`<p class="soft">${none}</p>`;
  const numbers = new Set(['Attempts', 'Change', 'Left', 'Version']);
  const heads = columns.map(
    (name) =>
      html`<th scope="col" class="${numbers.has(name) ? 'number' : ''} ${wideOnly.has(name) ? 'wide-only' : ''}">${name}</th>`,
  );
  return html`<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A job that is over before the note of its publication is due goes without. */
function published({ createdAt, publishedAt, settledAt }: MessageRecord): Html | string {
  return publishedAt === null && settledAt !== null ? 'at once' : after(createdAt, publishedAt);
}

/** How long after the start something happened, which says more than when. */
function after(start: Date, at: Date | null): Html | string {
  if (at === null) return 'not yet';
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">after ${duration(Math.max(0, at.getTime() - start.getTime()))}</time>`;
}
