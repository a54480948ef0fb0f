import type { ScheduledPriceView } from '../../../catalog/scheduled-prices.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { card, time } from '../layout.ts';

/** The prices that a product has for a time, those that were made last first. */
export function pricesCard(path: string, currency: string, prices: readonly ScheduledPriceView[]): Html {
  const rows = prices.map(
    ({ id, price, startsAt, endsAt }) =>
      html`<tr><th scope="row" class="number">${formatMoney(price, currency)}</th><td>${time(new Date(startsAt))}</td><td>${endsAt === null ? 'no end' : time(new Date(endsAt))}</td>
<td class="number"><a href="${path}/scheduled-prices/${id}/remove" aria-label="Remove ${formatMoney(price, currency)}">Remove</a></td></tr>`,
  );
  return card({
    id: 'prices',
    title: 'Scheduled prices',
    content: html`<div class="scroll"><table><thead><tr><th scope="col" class="number">Price</th><th scope="col">From</th><th scope="col">Until</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>`,
  });
}
