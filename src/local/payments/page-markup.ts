import { type Html, html } from '../../markup/html.ts';
import { htmlDocument } from '../../markup/html-document.ts';
import type { ControlParts } from './control.ts';
import type { Faults } from './faults.ts';
import type { Move } from './moves.ts';
import { allPayments, type Payment, type PaymentRow, rowOf } from './payments.ts';
import { showAmount } from './show-amount.ts';

/** Payments on the front page. */
const SHOWN = 50;

function page(title: string, content: Html): string {
  return htmlDocument({
    title,
    head: html`<link rel="stylesheet" href="/simulator.css">`,
    content: html`<header><a href="/">Holdfast payment simulator</a><span>No money moves here.</span></header>
<main>
${content}
</main>`,
  });
}

const words: Record<PaymentRow['status'], string> = {
  requires_payment_method: 'waits for the buyer',
  requires_action: "waits for the bank's question",
  processing: 'on its way, for days',
  requires_capture: 'held, not yet taken',
  succeeded: 'paid',
  canceled: 'cancelled',
  expired: 'expired',
};

export function frontPage(parts: ControlParts, problem?: string): string {
  const { bank, faults, webhooks } = parts;
  const payments = allPayments(bank.books);
  const rows = payments
    .slice(-SHOWN)
    .reverse()
    .map((payment) => {
      const row = rowOf(bank, payment);
      return html`<tr><td><a href="/payments/${row.ref}">${showAmount(row.amount, row.currency)}</a></td>
<td>${row.refunded > 0 ? 'refunded in part or whole' : words[row.status]}${row.disputed ? ', charged back' : ''}</td>
<td><time datetime="${row.created}">${row.created.slice(0, 19).replace('T', ' ')} UTC</time></td></tr>
`;
    });
  const list =
    rows.length === 0
      ? html`<p class="none">No payment yet. Order something, pay with it, and the payment appears here.</p>`
      : html`<table><thead><tr><th>Amount</th><th>State</th><th>Begun</th></tr></thead><tbody>${rows}</tbody></table>`;
  const target = webhooks.endpoint?.url ?? 'nobody yet';
  return page(
    'Payment simulator',
    html`${notice(problem)}<h1>Payments</h1>
${list}
${payments.length > SHOWN ? html`<p class="none">The newest ${SHOWN} of ${payments.length}.</p>` : ''}
<h1>Faults</h1>
<p>What goes wrong from now on. Shares are from 0 to 1, counts are of the next calls. Webhooks go to ${target}.</p>
${faultsForm(faults)}`,
  );
}

const faultWords: [keyof Faults, string, string][] = [
  ['loseWebhooks', 'Webhooks lost (share)', '0.1'],
  ['doubleWebhooks', 'Webhooks doubled (share)', '0.1'],
  ['reorderWebhooks', 'Webhooks reordered (share)', '0.1'],
  ['delayWebhooksMs', 'Webhooks delayed (ms)', '1'],
  ['failAfterDoing', 'Calls done, answered 500', '1'],
  ['hangAfterDoing', 'Calls done, never answered', '1'],
  ['failBeforeDoing', 'Calls not done, answered 503', '1'],
];

function faultsForm(faults: Faults): Html {
  const fields = faultWords.map(
    ([name, label, step]) =>
      html`<label>${label} <input name="${name}" type="number" min="0" step="${step === '0.1' ? 'any' : step}" value="${faults[name] as number}" required></label>
`,
  );
  return html`<form method="post" action="/faults" class="faults">
${fields}<label class="check"><input name="failRefunds" type="checkbox"${faults.failRefunds ? html` checked` : ''}> Refunds fail</label>
<button>Set</button></form>`;
}

export function paymentPage({ bank }: ControlParts, payment: Payment, problem?: string): string {
  const row = rowOf(bank, payment);
  const declined = payment.intent?.last_payment_error !== null && payment.intent !== undefined;
  const hint =
    declined && row.status === 'requires_payment_method' ? 'The card was declined. Try again.' : undefined;
  const orderId = row.metadata.orderId;
  return page(
    `Pay ${showAmount(row.amount, row.currency)}`,
    html`<section class="pay">${notice(problem ?? hint)}
<p class="amount">${showAmount(row.amount, row.currency)}</p>
<p>${orderId === undefined ? row.ref : html`Order ${orderId}`}</p>
<p class="state">${words[row.status]}</p>
${buttons(row, payment)}
</section>`,
  );
}

const button = (ref: string, move: Move, label: string, kind = '') =>
  html`<form method="post" action="/payments/${ref}/${move}"><button class="${kind}">${label}</button></form>
`;

function buttons(row: PaymentRow, { session }: Payment): Html | Html[] {
  const { ref, status } = row;
  const back =
    session === undefined ? '' : html`<p><a href="${session.success_url}">Back to the shop</a></p>`;
  if (status === 'requires_payment_method')
    return [
      button(ref, 'approve', 'Pay', 'main'),
      button(ref, 'require-action', 'Pay, and be asked by the bank (3-D Secure)'),
      button(ref, 'pay-later', 'Pay by a transfer that takes days'),
      button(ref, 'decline', 'Try a card that is declined'),
      button(ref, 'abandon', 'Walk away'),
    ];
  if (status === 'requires_action')
    return [
      html`<p>The bank asks: is it you who pays?</p>`,
      button(ref, 'approve', 'It is me', 'main'),
      button(ref, 'decline', 'It is not'),
      button(ref, 'abandon', 'Walk away'),
    ];
  if (status === 'processing')
    return [
      html`<p>What happens days later, at once:</p>`,
      button(ref, 'approve', 'The transfer arrives', 'main'),
      button(ref, 'decline', 'It does not'),
      html`${back}`,
    ];
  if (row.captured === 0) return html`${back}`;
  const left = row.captured - row.refunded;
  return [
    html`<p>Taken ${showAmount(row.captured, row.currency)}, given back ${showAmount(row.refunded, row.currency)}.</p>${back}`,
    left > 0 && !row.disputed ? button(ref, 'refund', "Refund, as from the provider's dashboard") : html``,
    row.refunded > 0 ? button(ref, 'fail-refund', 'The last refund does not arrive') : html``,
    afterDispute(row),
  ];
}

function afterDispute({ ref, disputed, disputeWon }: PaymentRow): Html {
  if (disputed)
    return html`<p>The buyer's bank took it back.</p>${button(ref, 'win-dispute', 'The shop is proved right: the bank gives it back')}`;
  return disputeWon
    ? html`<p>The buyer's bank took it, and gave it back.</p>`
    : button(ref, 'charge-back', 'Charge back');
}

const notice = (text: string | undefined) =>
  text === undefined ? '' : html`<p class="notice" role="alert">${text}</p>\n`;

export function notFoundPage(): string {
  return page('Not found', html`<p>There is no such page. <a href="/">All payments</a></p>`);
}
