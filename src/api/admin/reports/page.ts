import { type SalesDimension, salesDimensions } from '../../../entities/sales-total.entity.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { Html, html } from '../../../markup/html.ts';
import type { SalesFigures, SalesItem, SalesReport } from '../../../reports/sales-report.ts';
import { count } from '../format.ts';
import { card, operatorPage } from '../layout.ts';

export const reportsPath = '/admin/reports';

/** What was asked for, as it stands in the address. Days of UTC, the last one with it. */
export interface AskedSales {
  by: SalesDimension;
  from: string;
  to: string;
}

const names: Record<SalesDimension, string> = {
  day: 'Day',
  product: 'Product',
  country: 'Country',
  taxRate: 'Tax rate',
};

/** What was sold, by what is asked for, and a file of it. @param faults why it is not what the address asks for */
export function salesPage(
  asked: AskedSales,
  { items, totals, isComplete }: SalesReport,
  faults: readonly string[] = [],
): string {
  const columns = [names[asked.by], 'Orders', 'Units', 'Net', 'Tax', 'Gross', 'Left again'];
  const head = columns.map(
    (name, n) => html`<th scope="col"${new Html(n === 0 ? '' : ' class="number"')}>${name}</th>`,
  );
  const table = html`<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>${items.map((item) => row(nameOf[asked.by](item), item))}</tbody>
<tfoot>${totals.map((total) => row(`All in ${total.currency}`, total))}</tfoot></table></div>`;
  const query = new URLSearchParams({ ...asked }).toString();
  const more = isComplete ? [] : html`<p class="soft">The first rows alone: the file has all.</p>`;
  const notice =
    faults.length === 0
      ? []
      : html`<p class="notice is-critical" role="alert">${faults.join(' ')} These are sales by ${names[asked.by].toLowerCase()} from ${asked.from} to ${asked.to}.</p>`;
  const content = card({
    id: 'sales',
    title: 'Sales',
    content: html`<div class="tools">${filters(asked)}</div>
<p class="soft small">Orders that are placed, on the day of UTC on which they were created. <a href="${reportsPath}/sales.csv?${query}">Take it as CSV</a></p>
${items.length === 0 ? html`<p class="soft">Nothing was sold.</p>` : table}${more}`,
  });
  return operatorPage({
    title: 'Reports',
    here: reportsPath,
    content: html`${notice}<div class="grid">${content}</div>`,
  });
}

const nameOf: Record<SalesDimension, (item: SalesItem) => string> = {
  day: ({ day }) => day ?? '',
  product: ({ name, sku }) => (name == null ? 'Shipping and fees' : `${name} (${sku})`),
  country: ({ country }) => country ?? 'not said',
  taxRate: ({ taxRate }) => (taxRate == null ? 'none known' : `${taxRate / 10_000} %`),
};

function row(name: string, figures: SalesFigures): Html {
  const { currency, orders, units, net, tax, gross, reversed } = figures;
  const cells = [
    count(orders),
    count(units),
    ...[net, tax, gross, reversed.gross].map((one) => formatMoney(one, currency)),
  ];
  return html`<tr><th scope="row" class="any">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>\n`;
}

function filters({ by, from, to }: AskedSales): Html {
  const choices = salesDimensions.map(
    (one) => html`<option value="${one}"${new Html(one === by ? ' selected' : '')}>${names[one]}</option>`,
  );
  return html`<form action="${reportsPath}"><label>By <select name="by">${choices}</select></label>
<label>From <input type="date" name="from" value="${from}"></label> <label>To <input type="date" name="to" value="${to}"></label> <button>Show</button></form>`;
}
