import type { CustomerView } from '../../../customers/customer-view.ts';
import type { CustomerPage } from '../../../customers/list-customers.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { count } from '../format.ts';
import { card, operatorPage, time } from '../layout.ts';
import { customerPath, nameOf } from './customer-path.ts';

/** The customers, who came last first, or those of whom a part of name or address is sought. */
export function customerListPage(sought: string, { items, nextCursor }: CustomerPage): string {
  const title = sought === '' ? 'Customers' : `Customers for ${sought}`;
  const search = html`<form class="search" action="/admin/customers" role="search"><input type="search" name="q" value="${sought}" maxlength="200" placeholder="Name or e-mail" aria-label="Part of a name or an e-mail address"><button>Search</button></form>`;
  const query = sought === '' ? '' : `q=${encodeURIComponent(sought)}&`;
  const next =
    nextCursor === null
      ? []
      : html`<p class="pages"><a rel="next" href="/admin/customers?${query}cursor=${nextCursor}">Next page</a></p>`;
  const content = card({
    id: 'customers',
    title,
    content: html`<div class="tools">${search}</div>${items.length === 0 ? nothing(sought, nextCursor) : table(items)}${next}`,
  });
  return operatorPage({ title, here: '/admin/customers', content: html`<div class="grid">${content}</div>` });
}

function nothing(sought: string, nextCursor: string | null): Html {
  if (nextCursor !== null) return html`<p class="soft">Nobody so far; the next page goes on.</p>`;
  return html`<p class="soft">${sought === '' ? 'There is no customer yet.' : 'No customer has this in name or address.'}</p>`;
}

function table(items: readonly CustomerView[]): Html {
  const rows = items.map(
    (
      customer,
    ) => html`<tr><th scope="row" class="any"><a href="${customerPath(customer.id)}">${nameOf(customer)}</a><br><span class="soft small">${customer.email ?? ''}</span></th>
<td class="wide-only">${time(new Date(customer.createdAt))}</td><td class="number">${count(customer.orders)}</td>
<td class="number">${customer.spent.map(({ amount, currency }) => formatMoney(amount, currency)).join(', ')}</td></tr>`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Customer</th><th scope="col" class="wide-only">Since</th><th scope="col" class="number">Orders</th><th scope="col" class="number">Spent</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
