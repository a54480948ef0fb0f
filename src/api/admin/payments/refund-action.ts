import { formatMoney } from '../../../markup/format-money.ts';
import { html } from '../../../markup/html.ts';
import { writeMoney } from '../../../markup/read-money.ts';
import { costOf } from '../../../order-life/cost-of-units.ts';
import { refundOrder } from '../../../order-payments/refund-order.ts';
import type { Action } from '../actions/action.ts';
import { inputField } from '../actions/fields.ts';
import type { ChangeOrder } from '../orders/actions/change-order.ts';
import {
  asItemUnits,
  asLeaving,
  inWords,
  readUnits,
  type UnitsOfItem,
  unitsTable,
} from '../orders/actions/units.ts';
import { type OrderWithMoney, readAmount } from './actions.ts';
import { refundableOf } from './money-left.ts';

interface Refund {
  chosen: UnitsOfItem[];
  /** Minor units. */
  amount: number;
  reason: string;
}

const unitsOfOrder = ({ order }: OrderWithMoney): UnitsOfItem[] =>
  order.items.map((item) => ({ item, units: item.quantity }));

/** Gives money back: for units of lines, or an amount; the goods stay where they are. */
export const refundAction = (change: ChangeOrder): Action<OrderWithMoney, Refund> => ({
  path: 'refund',
  operation: 'refundOrder',
  title: () => 'Refund',
  refusal: ({ money }) => (refundableOf(money) > 0 ? undefined : 'Nothing is left that could be given back.'),
  fields: (subject, form) => {
    const { currency } = subject.order;
    const left = refundableOf(subject.money);
    return html`<p>${formatMoney(left, currency)} can be given back. Say for which units, or how much.</p>
${unitsTable(form, unitsOfOrder(subject), [{ name: 'units', words: 'Refund', filled: false }])}
${inputField(form, 'amount', {
  label: `Or an amount, ${currency}`,
  hint: `Up to ${writeMoney(left, currency)}; empty where units are chosen`,
  attributes: html` inputmode="decimal" maxlength="20" autocomplete="off"`,
})}
${inputField(form, 'reason', { label: 'Why, for the customer', attributes: html` required maxlength="200" autocomplete="off"` })}`;
  },
  read: (subject, form) => {
    const { currency } = subject.order;
    const left = refundableOf(subject.money);
    const chosen = readUnits(form, unitsOfOrder(subject), 'units');
    const reason = form.text('reason', { max: 200, required: 'Say why' });
    if (chosen.length === 0) return { chosen, amount: readAmount(form, 'amount', left, currency), reason };
    const amount = costOf(subject.order, asLeaving(chosen));
    if (form.has('amount')) form.faults.set('amount', 'Units or an amount, not both');
    else if (amount > left)
      form.faults.set('units', `They cost ${formatMoney(amount, currency)}: take an amount that is left`);
    return { chosen, amount, reason };
  },
  review: ({ order: { currency } }, { chosen, amount, reason }) => ({
    sentences: [
      `${formatMoney(amount, currency)} goes back${chosen.length === 0 ? '' : ` for ${inWords(chosen)}`}. Reason: ${reason}`,
      'Stock does not change. The customer gets a mail once it is done. This cannot be undone.',
    ],
    button: 'Give it back',
    isGrave: true,
  }),
  run: ({ order: { id } }, { chosen, amount, reason }, by) =>
    change(by, id, (client, order) =>
      refundOrder(client, {
        ...order,
        reason,
        amount,
        ...(chosen.length === 0 ? {} : { items: asItemUnits(chosen) }),
      }),
    ),
  done: 'refunding',
});
