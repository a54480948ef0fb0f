import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import type { PaymentsNote } from '../../../order-payments/payment-notes.ts';
import { count } from '../format.ts';
import { card, figures, time } from '../layout.ts';
import { paymentsPath } from '../payments/trouble-page.ts';
import type { Overview, PaymentsSeen } from './collect.ts';
import { paymentsHealth } from './payments-health.ts';

type Moved = PaymentsNote['moved'][number];

const columns: readonly (readonly [kind: Moved['kind'], title: string])[] = [
  ['CAPTURED', 'Captured'],
  ['REFUNDED', 'Refunded'],
  ['CHARGEBACK', 'Charged back'],
  ['IN_DOUBT', 'In doubt'],
];

/** What came and went in a day, and what a person has to look at; no card in a shop that takes no payments. */
export function paymentsCard(overview: Overview): Html[] {
  const { payments } = overview;
  if (payments === undefined) return [];
  const health = paymentsHealth(overview);
  const content = html`${payments.ok ? seen(payments.value) : []}<p class="small"><a href="${paymentsPath}">What needs a person</a></p>`;
  return [card({ id: 'payments', title: 'Payments', health, content })];
}

function seen({ look, comparison }: PaymentsSeen): Html[] {
  if (!look) return [];
  const { failedRefunds, inDoubt, unappliedWebhooks, moved } = look.value;
  const differences = comparison ? count(comparison.value.differences) : 'not compared yet';
  return [
    figures([
      ['Refunds failed', count(failedRefunds)],
      ['Requests in doubt', count(inDoubt)],
      ['Messages waiting', count(unappliedWebhooks)],
      ['Not as the provider says', differences],
    ]),
    moved.length === 0 ? html`<p class="soft small">No money moved in the last 24 hours.</p>` : table(moved),
    html`<p class="soft small">The last 24 hours, and what is in doubt now; a worker looked at ${time(look.notedAt, 'clock')} UTC.</p>`,
  ];
}

/** A line for each currency, a column for each way that money moved; what nobody needs to know of is not there. */
function table(moved: readonly Moved[]): Html {
  const shown = columns.filter(
    ([kind]) => kind !== 'CHARGEBACK' || moved.some((one) => one.kind === 'CHARGEBACK'),
  );
  const rows = [...new Set(moved.map(({ currency }) => currency))].toSorted().map((currency) => {
    const cells = shown.map(([kind]) => {
      const amount = moved.find((one) => one.kind === kind && one.currency === currency)?.amount ?? 0;
      return html`<td class="number ${amount === 0 ? 'zero' : ''}">${formatMoney(amount, currency)}</td>`;
    });
    return html`<tr><th scope="row">${currency}</th>${cells}</tr>\n`;
  });
  const head = shown.map(([, title]) => html`<th scope="col" class="number">${title}</th>`);
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Currency</th>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
