import { Html, html } from '../../../markup/html.ts';
import { card, operatorPage } from '../layout.ts';
import { findHelp, orderTable } from './search-page.ts';
import type { FoundOrder } from './sql/describe-orders.ts';
import type { OrderFilter } from './sql/list-orders.ts';

/** What was asked for, as it stands in the address. */
export interface AskedOrders {
  filter: OrderFilter;
  /** Id of a customer; empty for everybody's. */
  customer: string;
  /** Days, `2026-11-27`; empty for none. */
  from: string;
  to: string;
}

const filterWords: Record<OrderFilter, string> = {
  all: 'All',
  'to-ship': 'To ship',
  returns: 'Returns',
  'to-refund': 'To refund',
  unpaid: 'Unpaid',
  cancelled: 'Cancelled',
};

/** Orders to go through, newest first. @param before id of the last one, where there are more */
export function orderListPage(
  asked: AskedOrders,
  orders: readonly FoundOrder[],
  before: string | undefined,
): string {
  const tabs = Object.entries(filterWords).map(([filter, words]) => {
    const address = addressOf({ ...asked, filter: filter as OrderFilter });
    return html`<a href="${address}"${new Html(filter === asked.filter ? ' aria-current="true"' : '')}>${words}</a>`;
  });
  const next = before
    ? html`<p class="pages"><a rel="next" href="${addressOf(asked)}&before=${before}">Next page</a></p>`
    : [];
  const whose =
    asked.customer === ''
      ? []
      : html`<p class="soft small">Of one customer. <a href="${addressOf({ ...asked, customer: '' })}">Of everybody</a></p>`;
  const content = card({
    id: 'orders',
    title: 'Orders',
    content: html`<div class="tools"><nav class="tabs" aria-label="Which orders">${tabs}</nav>${days(asked)}</div>
${whose}${orders.length === 0 ? html`<p class="soft">There is none.</p>${asked.filter === 'all' ? findHelp : []}` : orderTable(orders)}${next}`,
  });
  return operatorPage({
    title: 'Orders',
    here: '/admin/orders',
    content: html`<div class="grid">${content}</div>`,
  });
}

function days({ filter, customer, from, to }: AskedOrders): Html {
  return html`<form class="search" action="/admin/orders"><input type="hidden" name="show" value="${filter}"><input type="hidden" name="customer" value="${customer}">
<input type="date" name="from" value="${from}" aria-label="From this day (UTC)"><input type="date" name="to" value="${to}" aria-label="To this day (UTC)"><button>Show</button></form>`;
}

function addressOf({ filter, customer, from, to }: AskedOrders): string {
  const given = Object.entries({ customer, from, to }).filter(([, value]) => value !== '');
  return `/admin/orders?${new URLSearchParams([['show', filter], ...given])}`;
}
