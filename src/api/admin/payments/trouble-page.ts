import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { counted } from '../format.ts';
import { orderPath } from '../job-labels.ts';
import { card, operatorPage, time } from '../layout.ts';
import { operationWords } from './money-words.ts';
import type { Trouble } from './sql/find-trouble.ts';

export const paymentsPath = '/admin/payments';

const lists = [
  {
    kind: 'failed',
    title: 'Refused by the provider',
    words: 'A refund that failed is owed still: try again, or refund the same amount in another way.',
  },
  {
    kind: 'toSend',
    title: 'To be sent by hand',
    words:
      'Money that came by transfer or in cash is on record as given back, and nobody has sent it. Send it, then say so here.',
  },
  {
    kind: 'doubt',
    title: 'Without an answer',
    words:
      'Asked for again and again under the same key, so that it is done once. Look at the provider’s own page.',
  },
  {
    kind: 'ending',
    title: 'Held, and let go within a day',
    words:
      'Ship the order, or take the money, before the time that stands here; then nothing is held any more.',
  },
  {
    kind: 'gone',
    title: 'Placed, and not paid any more',
    words:
      'What was held has been let go, and nothing of it ships. Ask the customer to pay again on the page of the order, record what comes, or cancel.',
  },
  {
    kind: 'payment.mismatched',
    title: 'Not what was asked for',
    words:
      'Another amount or currency came than the payment was made for. An order that is not paid waits for the rest; give money of another currency back at the provider.',
  },
  {
    kind: 'payment.charged_back',
    title: 'Taken back by a bank',
    words: 'Answer it at the provider; stock and order stay as they are.',
  },
] as const;

/** Money that needs a person. @param limit rows of each kind that were looked for */
export function troublePage(troubles: readonly Trouble[], limit: number): string {
  const cards = lists.flatMap(({ kind, title, words }) => {
    const rows = troubles.filter((trouble) => trouble.kind === kind);
    if (rows.length === 0) return [];
    const more = rows.length < limit ? [] : html`<p class="soft small">The newest ${limit}.</p>`;
    const content = html`<ul class="entries">${rows.map(entry)}</ul>${more}`;
    const health = { level: 'critical' as const, label: counted(rows.length, 'case'), words };
    return [card({ id: kind.replaceAll('.', '-'), title, width: 'half', health, content })];
  });
  const content =
    cards.length > 0
      ? cards
      : card({
          id: 'none',
          title: 'Payments',
          health: { level: 'ok', words: 'No payment needs a person.' },
          content: [],
        });
  return operatorPage({
    title: 'Payments',
    here: paymentsPath,
    content: html`<div class="banner"><div><h1>Payments</h1>
<p class="soft small">What needs a person. All that is on its way goes on by itself.</p></div></div>
<div class="grid">${content}</div>`,
  });
}

function entry({
  orderId,
  operation,
  operationId,
  provider,
  amount,
  currency,
  failure,
  attempts,
  at,
  kind,
}: Trouble): Html {
  const sum = amount === 0 ? '' : formatMoney(amount, currency);
  const title = operation === null ? sum : `${operationWords[operation]} ${sum}`;
  const tried = kind === 'doubt' && attempts !== null ? counted(attempts, 'attempt') : '';
  const parts = [provider ?? '', failure ?? '', tried].filter((part) => part !== '').join(' · ');
  const step =
    kind === 'toSend'
      ? ['sent', 'Sent']
      : kind === 'failed' && operation === 'REFUND'
        ? ['retry', 'Try again']
        : [];
  const [path, words] = step;
  const button =
    path && words
      ? html` <a data-scope="orders:write" href="${orderPath(orderId)}/refunds/${operationId ?? ''}/${path}">${words}</a>`
      : [];
  return html`<li><div class="row"><strong>${title}</strong><span class="soft nowrap">${time(at)}</span></div>
<div class="soft small any">${parts}</div><p class="buttons"><a href="${orderPath(orderId)}#money">Order ${orderNumber(orderId)}</a>${button}</p></li>`;
}
