import { cancelReasons } from '../../../../entities/order-cancellation.entity.ts';
import { formatMoney } from '../../../../markup/format-money.ts';
import { html } from '../../../../markup/html.ts';
import { cancelOrder } from '../../../../order-life/cancel-orders.ts';
import { costOfCancelling } from '../../../../order-life/cost-of-units.ts';
import type { Action } from '../../actions/action.ts';
import { checkboxField, inputField, selectField } from '../../actions/fields.ts';
import { cancelReasonWords, moneySentence } from '../order-words.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ChangeOrder } from './change-order.ts';
import { whoIsTold } from './told.ts';
import {
  asItemUnits,
  asLeaving,
  demandSome,
  inWords,
  openItems,
  readUnits,
  sumOf,
  type UnitsOfItem,
  unitsTable,
} from './units.ts';

interface Cancellation {
  chosen: UnitsOfItem[];
  reason: (typeof reasons)[number];
  restock: boolean;
  refund: boolean;
  note: string;
}

/** An order expires by itself. */
const reasons = cancelReasons.filter((reason) => reason !== 'expired');

export const cancelAction = (change: ChangeOrder): Action<OrderRecord, Cancellation> => ({
  path: 'cancel',
  operation: 'cancelOrder',
  title: () => 'Cancel units',
  refusal: (order) => {
    if (order.status === 'CANCELLED') return 'The order is cancelled already.';
    return openItems(order).length === 0 ? 'Everything of it was shipped: it can only come back.' : undefined;
  },
  fields: (order, form) => {
    const isNew = form.filledIn.length === 0;
    return html`${unitsTable(form, openItems(order), [{ name: 'units', words: 'Cancel', filled: true }])}
${selectField(form, 'reason', { label: 'Why', choices: reasons.map((reason) => [reason, cancelReasonWords[reason]] as const) })}
${checkboxField('restock', 'Sell these units to others', isNew || form.has('restock'))}
${checkboxField('refund', 'Give back what was paid for them', isNew || form.has('refund'))}
${inputField(form, 'note', { label: 'Note for ourselves', attributes: html` maxlength="500" autocomplete="off"` })}`;
  },
  read: (order, form) => {
    const chosen = readUnits(form, openItems(order), 'units');
    demandSome(form, 'units', chosen);
    return {
      chosen,
      reason: form.choice('reason', reasons),
      restock: form.has('restock'),
      refund: form.has('refund'),
      note: form.text('note', { max: 500 }),
    };
  },
  review: (order, { chosen, reason, restock, refund }) => {
    const isAll =
      sumOf(chosen) === sumOf(openItems(order)) && order.items.every((item) => item.fulfilled === 0);
    const amount = costOfCancelling(order, asLeaving(chosen));
    return {
      sentences: [
        `${isAll ? 'The whole order is cancelled' : 'Cancelled are'}: ${inWords(chosen)}, ${formatMoney(amount, order.currency)} together. Reason: ${cancelReasonWords[reason]}.`,
        restock ? 'They are for sale again at once.' : 'They do not go back on sale.',
        moneySentence(order, refund),
        `${whoIsTold(order, 'that says so')} This cannot be undone.`,
      ],
      button: isAll ? 'Cancel the order' : 'Cancel these units',
      isGrave: true,
    };
  },
  run: ({ id }, { chosen, note, ...how }, by) =>
    change(by, id, (client, order) =>
      cancelOrder(client, {
        ...order,
        ...how,
        items: asItemUnits(chosen),
        note: note === '' ? undefined : note,
      }),
    ),
  done: 'cancelled',
});
