import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { isRefundOwed } from '../../../payments/is-refund-owed.ts';
import { isUnfinished, lacksMoney, type Operation, type OrderMoney } from '../../../payments/money-state.ts';
import { counted } from '../format.ts';
import type { Health } from '../health.ts';
import { orderPath } from '../job-labels.ts';
import { card, figures, time } from '../layout.ts';
import type { OrderRecord } from '../orders/sql/find-order.ts';
import { capturableOf, endableOf, recordableOf, refundableOf } from './money-left.ts';
import { entryWords, operationWords, reasonOf } from './money-words.ts';

/** Of what happened to the money, as much is shown: the newest. */
const SHOWN = 50;

/** What an order has been paid and what a provider was asked for, newest first; no card where nobody began to pay. */
export function moneyCard(order: OrderRecord, money: OrderMoney | undefined): Html[] {
  if (money === undefined || money.payments.length === 0) return [];
  const amount = (minorUnits: number) => formatMoney(minorUnits, order.currency);
  const lines = timeline(order, money)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, SHOWN);
  const health = healthOf(order, money);
  return [
    card({
      id: 'money',
      title: 'Money',
      width: 'half',
      ...(health ? { health } : {}),
      content: html`${figures([
        ['Costs', amount(Math.max(0, money.due))],
        ...(order.authorized > 0 ? ([['Held', amount(order.authorized)]] as const) : []),
        ['Paid', amount(order.captured)],
        ['Paid back', amount(order.refunded)],
      ])}
${buttons(order, money)}<ol class="entries">${lines.map(({ line }) => line)}</ol>`,
    }),
  ];
}

function buttons(order: OrderRecord, money: OrderMoney): Html {
  const link = (path: string, words: string) =>
    html`<a data-scope="orders:write" class="button" href="${orderPath(order.id)}/${path}">${words}</a>`;
  return html`<p class="buttons">${[
    ...(capturableOf(money) ? [link('capture', 'Capture')] : []),
    ...(recordableOf(order, money) > 0 ? [link('record-payment', 'Record money')] : []),
    ...(refundableOf(money) > 0 ? [link('refund', 'Refund')] : []),
    ...(endableOf(money) ? [link('end-payment', 'End the payment')] : []),
  ]}</p>`;
}

function timeline(order: OrderRecord, money: OrderMoney): { at: Date; line: Html }[] {
  const payments = new Map(money.payments.map((payment) => [payment.id, payment]));
  const line = (
    at: Date,
    title: string,
    sum: string,
    parts: (string | undefined)[],
    more: Html | Html[] = [],
  ) => ({
    at,
    line: html`<li><div class="row"><strong>${title}${sum === '' ? '' : ` ${sum}`}</strong><span class="soft nowrap">${time(at)}</span></div><div class="soft small any">${parts.filter(Boolean).join(' · ')}</div>${more}</li>`,
  });
  const providerOf = (paymentId: string) => payments.get(paymentId)?.provider ?? '';
  const told = money.entries.map(({ kind, amount, currency, at, paymentId, factRef }) => {
    const asked = money.operations.find((one) => one.kind === 'REFUND' && one.ref === factRef);
    const sum = amount === 0 ? '' : formatMoney(amount, currency);
    const parts = [providerOf(paymentId), asked && reasonOf(asked), factRef];
    return line(at, entryWords[kind], sum, parts, asked && steps(order, asked));
  });
  // What has succeeded is among the entries.
  const asked = money.operations
    .filter((one) => one.state === 'FAILED' || isUnfinished(one))
    .map((one) => {
      const sum = one.amount === 0 ? '' : formatMoney(one.amount, order.currency);
      return line(
        one.finishedAt ?? one.createdAt,
        operationWords[one.kind],
        sum,
        [providerOf(one.paymentId), reasonOf(one), stateWords(one)],
        steps(order, one),
      );
    });
  return [...told, ...asked];
}

function stateWords({ state, failure, attempts }: Operation): string {
  if (state === 'FAILED') return `failed${failure === null ? '' : `: ${failure}`}`;
  return attempts === 0 ? 'is on its way' : `no answer yet, ${counted(attempts, 'attempt')}`;
}

/** What somebody does about a refund. */
function steps({ id }: OrderRecord, { id: refund, kind, state, toSend }: Operation): Html | Html[] {
  const link = (path: string, words: string) =>
    html`<p class="buttons"><a data-scope="orders:write" class="button" href="${orderPath(id)}/refunds/${refund}/${path}">${words}</a></p>`;
  if (toSend) return link('sent', 'Sent');
  return kind === 'REFUND' && state === 'FAILED' ? link('retry', 'Try again') : [];
}

/** Undefined where all is as it should be, which the figures say. */
function healthOf(order: OrderRecord, money: OrderMoney): Health | undefined {
  const { operations, entries, due } = money;
  if (operations.some((one) => isRefundOwed(money, one)))
    return { level: 'critical', label: 'Refund failed', words: 'Money is owed to the customer: try again.' };
  if (operations.some(({ toSend }) => toSend))
    return {
      level: 'critical',
      label: 'To be sent',
      words: 'Money is on record as given back, and has to be sent by hand.',
    };
  if (lacksMoney(order, money))
    return {
      level: 'critical',
      label: 'Not paid any more',
      words: 'What was held has been let go: ask for it anew, record what comes, or cancel.',
    };
  const won = new Set(entries.filter(({ kind }) => kind === 'CHARGEBACK_WON').map((one) => one.factRef));
  if (entries.some(({ kind, factRef }) => kind === 'CHARGEBACK' && !won.has(factRef)))
    return { level: 'critical', label: 'Charged back', words: 'The customer’s bank took money back.' };
  const captured = entries
    .filter(({ kind }) => kind === 'CAPTURED')
    .reduce((sum, { amount }) => sum + amount, 0);
  if (captured > 0 && captured < due)
    return { level: 'degraded', label: 'Paid in part', words: 'Less has come than the order costs.' };
  return undefined;
}
