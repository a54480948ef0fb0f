import { limits } from '../../../limits.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { html } from '../../../markup/html.ts';
import { readMoney, writeMoney } from '../../../markup/read-money.ts';
import { capturePayment, mostToCapture } from '../../../order-payments/capture-payment.ts';
import { noteRefundSent } from '../../../order-payments/note-refund-sent.ts';
import { recordMoney } from '../../../order-payments/record-money.ts';
import { retryRefund } from '../../../order-payments/retry-refund.ts';
import { voidPayment } from '../../../order-payments/void-payment.ts';
import type { Operation, OrderMoney } from '../../../payments/money-state.ts';
import type { Action } from '../actions/action.ts';
import { inputField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import type { ChangeOrder } from '../orders/actions/change-order.ts';
import type { OrderRecord } from '../orders/sql/find-order.ts';
import { capturableOf, endableOf, recordableOf } from './money-left.ts';
import { reasonOf } from './money-words.ts';

export interface OrderWithMoney {
  order: OrderRecord;
  money: OrderMoney;
}
export interface OrderWithRefund extends OrderWithMoney {
  refund: Operation;
}

/** An amount of money that was filled in, from 1 to `left` minor units; 0 where it is none, which the faults say. */
export function readAmount(form: Form, name: string, left: number, currency: string): number {
  const amount = readMoney(form.text(name, { max: 20, required: 'Say how much' }), currency);
  if (amount !== undefined && amount >= 1 && amount <= left) return amount;
  form.faults.set(
    name,
    `An amount up to ${formatMoney(left, currency)}, such as ${writeMoney(left, currency)}`,
  );
  return 0;
}

export const captureAction = (change: ChangeOrder): Action<OrderWithMoney, number> => ({
  path: 'capture',
  operation: 'capturePayment',
  title: () => 'Capture money',
  refusal: ({ money }) =>
    capturableOf(money) ? undefined : 'Nothing is held that could be taken, or it is being taken already.',
  fields: ({ order: { currency }, money }, form) => {
    const { payment, left } = capturableOf(money)!;
    return inputField(form, 'amount', {
      label: `Amount, ${currency}`,
      value: writeMoney(left, currency),
      hint:
        payment.provider === 'manual'
          ? 'What has come by bank transfer or in cash; the rest may come later.'
          : 'Taking less lets go of the rest: it can be done once.',
      attributes: html` required inputmode="decimal" maxlength="20" autocomplete="off"`,
    });
  },
  read: ({ order: { currency }, money }, form) =>
    readAmount(form, 'amount', mostToCapture(money, capturableOf(money)!.payment), currency),
  review: ({ order: { currency }, money }, amount) => {
    const { payment, left } = capturableOf(money)!;
    if (payment.provider === 'manual')
      return { sentences: receivedWords(amount, left, currency), button: 'Capture' };
    return {
      sentences: [
        `${formatMoney(amount, currency)} is taken with ${payment.provider}.`,
        ...(amount === left ? [] : [`${formatMoney(left - amount, currency)} is let go.`]),
      ],
      button: 'Capture',
    };
  },
  run: ({ order: { id }, money }, amount, by) =>
    change(by, id, (client, order) =>
      capturePayment(client, { ...order, paymentId: capturableOf(money)!.payment.id, amount }),
    ),
  done: 'captured',
});

/** What is said of money that came by hand. @param due minor units that were to come */
function receivedWords(amount: number, due: number, currency: string): string[] {
  const received = `${formatMoney(amount, currency)} is on record as received.`;
  if (amount === due) return [received];
  if (amount < due) return [received, `${formatMoney(due - amount, currency)} is still to come.`];
  const over = formatMoney(amount - due, currency);
  return [received, `${over} is too much, and is on record as given back: send it to the customer.`];
}

export const recordPaymentAction = (change: ChangeOrder): Action<OrderWithMoney, number> => ({
  path: 'record-payment',
  operation: 'recordMoney',
  title: () => 'Record money that came',
  refusal: ({ order, money }) =>
    recordableOf(order, money) > 0 ? undefined : 'Nothing is due, or a payment of the order is open.',
  fields: ({ order, money }, form) =>
    inputField(form, 'amount', {
      label: `Amount, ${order.currency}`,
      value: writeMoney(recordableOf(order, money), order.currency),
      hint: 'What has come by bank transfer or in cash; the rest may come later.',
      attributes: html` required inputmode="decimal" maxlength="20" autocomplete="off"`,
    }),
  read: ({ order: { currency } }, form) => readAmount(form, 'amount', limits.total, currency),
  review: ({ order, money }, amount) => ({
    sentences: receivedWords(amount, recordableOf(order, money), order.currency),
    button: 'Record',
  }),
  run: ({ order: { id } }, amount, by) =>
    change(by, id, (client, order) => recordMoney(client, { ...order, amount })),
  done: 'captured',
});

export const endPaymentAction = (change: ChangeOrder): Action<OrderWithMoney, undefined> => ({
  path: 'end-payment',
  operation: 'voidPayment',
  title: () => 'End the payment',
  refusal: ({ money }) => (endableOf(money) ? undefined : 'No payment is open.'),
  read: () => undefined,
  review: ({ order: { currency }, money }) => {
    const { provider, authorized } = endableOf(money)!;
    return {
      sentences: [
        `The payment with ${provider} ends: nothing comes of it any more.`,
        ...(authorized > 0 ? [`${formatMoney(authorized, currency)} that is held is let go.`] : []),
      ],
      button: 'End it',
      isGrave: true,
    };
  },
  run: ({ order: { id }, money }, _nothing, by) =>
    change(by, id, (client, order) => voidPayment(client, { ...order, paymentId: endableOf(money)!.id })),
  done: 'ended',
});

export const retryRefundAction = (change: ChangeOrder): Action<OrderWithRefund, undefined> => ({
  path: 'retry',
  operation: 'retryRefund',
  title: () => 'Try the refund again',
  refusal: ({ refund }) => (refund.state === 'FAILED' ? undefined : 'The refund has not failed.'),
  read: () => undefined,
  review: ({ order: { currency }, refund }) => ({
    sentences: [
      `${formatMoney(refund.amount, currency)} is to be given back once more: ${reasonOf(refund)}.`,
      `It failed before${refund.failure === null ? '' : `: ${refund.failure}`}.`,
    ],
    button: 'Try again',
  }),
  run: ({ order: { id }, refund }, _nothing, by) =>
    change(by, id, (client, order) => retryRefund(client, { ...order, refundId: refund.id })),
  done: 'refunding',
});

export const refundSentAction = (change: ChangeOrder): Action<OrderWithRefund, undefined> => ({
  path: 'sent',
  operation: 'noteRefundSent',
  title: () => 'The refund was sent',
  refusal: ({ refund }) => (refund.toSend ? undefined : 'The refund does not wait to be sent.'),
  read: () => undefined,
  review: ({ order: { currency }, refund }) => ({
    sentences: [`${formatMoney(refund.amount, currency)} was sent to the customer: ${reasonOf(refund)}.`],
    button: 'Sent',
  }),
  run: ({ order: { id }, refund }, _nothing, by) =>
    change(by, id, (client, order) => noteRefundSent(client, { ...order, refundId: refund.id })),
  done: 'captured',
});
