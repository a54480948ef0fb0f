import type { CustomerView } from '../../../customers/customer-view.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { count } from '../format.ts';
import { jobTitle, orderPath } from '../job-labels.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { orderTable } from '../orders/search-page.ts';
import type { FoundOrder } from '../orders/sql/describe-orders.ts';
import { nameOf } from './customer-path.ts';
import type { CustomerMail } from './sql/find-mails.ts';

export interface CustomerDetails {
  customer: CustomerView;
  /** The newest. */
  orders: FoundOrder[];
  /** Of these orders. */
  mails: CustomerMail[];
}

/** Who somebody is, what they ordered, and what they were told. */
export function customerPage({ customer, orders, mails }: CustomerDetails): string {
  const name = nameOf(customer);
  const spent = customer.spent.map(({ currency, amount }) => formatMoney(amount, currency)).join(', ');
  const facts = card({
    id: 'customer',
    title: 'Customer',
    width: 'third',
    content: list([
      ['E-mail', customer.email ?? (customer.isGuest ? 'none of their own' : 'erased')],
      ['Since', time(new Date(customer.createdAt))],
      ['Orders', count(customer.orders)],
      ['Spent', html`<strong>${spent === '' ? 'nothing yet' : spent}</strong>`],
    ]),
  });
  const all = html`<p class="pages"><a rel="next" href="/admin/orders?show=all&customer=${customer.id}">All orders</a></p>`;
  const newest = card({
    id: 'orders',
    title: 'Newest orders',
    width: 'two-thirds',
    content: orders.length === 0 ? html`<p class="soft">None so far.</p>` : html`${orderTable(orders)}${all}`,
  });
  const heading = html`<div class="banner"><div><h1 class="any">${name}</h1><p class="soft small mono any">${customer.id}</p></div></div>`;
  return operatorPage({
    title: name,
    content: html`${heading}<div class="grid">${facts}${newest}${mailsCard(mails)}</div>`,
  });
}

function mailsCard(mails: readonly CustomerMail[]): Html {
  const rows = mails.map(
    (mail) =>
      html`<tr><th scope="row">${jobTitle(mail.job)}<br><a href="${orderPath(mail.orderId)}">${orderNumber(mail.orderId)}</a></th><td>${stateOf(mail)}</td></tr>`,
  );
  return card({
    id: 'mails',
    title: 'Mails of these orders',
    content:
      rows.length === 0
        ? html`<p class="soft">The outbox remembers none: all were settled long ago.</p>`
        : html`<div class="scroll"><table><thead><tr><th scope="col">Mail and order</th><th scope="col">State</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  });
}

function stateOf({ createdAt, settledAt, failedAt }: CustomerMail): Html {
  if (failedAt) return html`<span class="pill is-critical">Failed</span> ${time(failedAt)}`;
  if (settledAt) return html`over ${time(settledAt)}`;
  return html`<span class="pill is-degraded">Owed</span> since ${time(createdAt)}`;
}
