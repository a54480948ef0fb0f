import { formatMoney } from '../../../../markup/format-money.ts';
import { html } from '../../../../markup/html.ts';
import { costOf } from '../../../../order-life/cost-of-units.ts';
import { receiveReturn } from '../../../../order-life/receive-return.ts';
import { refuseReturn } from '../../../../order-life/refuse-return.ts';
import { requestReturn } from '../../../../order-life/request-return.ts';
import type { Action } from '../../actions/action.ts';
import { checkboxField, inputField } from '../../actions/fields.ts';
import { counted } from '../../format.ts';
import { moneySentence } from '../order-words.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { OrderRecords, ReturnRecord } from '../sql/find-records.ts';
import type { ChangeOrder } from './change-order.ts';
import { whoIsTold } from './told.ts';
import {
  asItemUnits,
  asLeaving,
  demandSome,
  inWords,
  readUnits,
  sumOf,
  type UnitsOfItem,
  unitsIn,
  unitsTable,
} from './units.ts';

export type OrderWithRecords = OrderRecord & OrderRecords;

export interface ReturnOfOrder {
  order: OrderRecord;
  announced: ReturnRecord;
}

interface Announcement {
  chosen: UnitsOfItem[];
  reason: string;
}

interface Receipt {
  restocked: UnitsOfItem[];
  discarded: UnitsOfItem[];
  refund: boolean;
}

const isOpen = ({ status }: ReturnRecord): boolean =>
  status === 'REQUESTED' || status === 'PARTIALLY_RECEIVED';

/** Units of a return that have not come. */
const awaitedOf = ({ items }: ReturnRecord) =>
  items.map((item) => ({
    position: item.position,
    quantity: item.quantity - item.restocked - item.discarded,
  }));

/** Units that were shipped, are with the customer and are not announced to come back. */
export function returnableItems({ items, returns }: OrderWithRecords): UnitsOfItem[] {
  const awaited = new Map<number, number>();
  for (const { position, quantity } of returns.filter(isOpen).flatMap(awaitedOf))
    awaited.set(position, (awaited.get(position) ?? 0) + quantity);
  return items
    .map((item) => ({ item, units: item.fulfilled - item.returned - (awaited.get(item.position) ?? 0) }))
    .filter(({ units }) => units > 0);
}

export const announceReturnAction = (change: ChangeOrder): Action<OrderWithRecords, Announcement> => ({
  path: 'return',
  operation: 'requestReturn',
  title: () => 'Announce a return',
  refusal: (order) =>
    returnableItems(order).length === 0
      ? 'Nothing of it is with the customer that could come back.'
      : undefined,
  fields: (
    order,
    form,
  ) => html`${unitsTable(form, returnableItems(order), [{ name: 'units', words: 'Come back', filled: false }])}
${inputField(form, 'reason', { label: 'Why', hint: 'In the customer’s words', attributes: html` required maxlength="200" autocomplete="off"` })}`,
  read: (order, form) => {
    const chosen = readUnits(form, returnableItems(order), 'units');
    demandSome(form, 'units', chosen);
    return { chosen, reason: form.text('reason', { max: 200, required: 'Say why' }) };
  },
  review: (_order, { chosen, reason }) => ({
    sentences: [
      `Announced to come back: ${inWords(chosen)}. Reason: ${reason}`,
      'Stock and money do not change before the goods are here: then choose Receive.',
    ],
    button: 'Announce the return',
  }),
  run: ({ id }, { chosen, reason }, by) =>
    change(by, id, (client, order) =>
      requestReturn(client, { ...order, items: asItemUnits(chosen).map((units) => ({ ...units, reason })) }),
    ),
  done: 'announced',
});

const refuseClosed = ({ announced }: ReturnOfOrder): string | undefined =>
  isOpen(announced) ? undefined : 'No more units are expected of this return.';

const awaitedItems = ({ order, announced }: ReturnOfOrder): UnitsOfItem[] =>
  unitsIn(order, awaitedOf(announced)).filter(({ units }) => units > 0);

export const receiveReturnAction = (change: ChangeOrder): Action<ReturnOfOrder, Receipt> => ({
  path: 'receive',
  operation: 'receiveReturn',
  title: () => 'Receive a return',
  refusal: refuseClosed,
  fields: (subject, form) => {
    const columns = [
      { name: 'restock', words: 'Sell again', filled: true },
      { name: 'discard', words: 'Throw away', filled: false },
    ];
    const isNew = form.filledIn.length === 0;
    return html`${unitsTable(form, awaitedItems(subject), columns)}
${checkboxField('refund', 'Give back what was paid for them', isNew || form.has('refund'))}`;
  },
  read: (subject, form) => {
    const awaited = awaitedItems(subject);
    const restocked = readUnits(form, awaited, 'restock');
    const discarded = readUnits(form, awaited, 'discard');
    demandSome(form, 'restock', [...restocked, ...discarded]);
    for (const { item, units } of awaited) {
      const came = [...restocked, ...discarded].filter((one) => one.item === item);
      if (sumOf(came) > units)
        form.faults.set(`restock.${item.position}`, `Only ${counted(units, 'unit')} can come`);
    }
    return { restocked, discarded, refund: form.has('refund') };
  },
  review: ({ order }, { restocked, discarded, refund }) => {
    const amount = costOf(order, asLeaving([...restocked, ...discarded]));
    return {
      sentences: [
        ...(restocked.length > 0 ? [`On sale again at once: ${inWords(restocked)}.`] : []),
        ...(discarded.length > 0 ? [`Thrown away: ${inWords(discarded)}.`] : []),
        `Together they cost ${formatMoney(amount, order.currency)}. ${moneySentence(order, refund)}`,
        `${whoIsTold(order, 'that says so')} This cannot be undone.`,
      ],
      button: 'They are here',
    };
  },
  run: ({ order: { id }, announced }, { restocked, discarded, refund }, by) =>
    change(by, id, (client, order) =>
      receiveReturn(client, {
        ...order,
        returnId: announced.id,
        items: [
          ...asItemUnits(restocked).map((units) => ({ ...units, disposition: 'RESTOCK' as const })),
          ...asItemUnits(discarded).map((units) => ({ ...units, disposition: 'DISCARD' as const })),
        ],
        refund,
      }),
    ),
  done: 'received',
});

export const refuseReturnAction = (change: ChangeOrder): Action<ReturnOfOrder, undefined> => ({
  path: 'refuse',
  operation: 'refuseReturn',
  title: () => 'Refuse a return',
  refusal: refuseClosed,
  read: () => undefined,
  review: (subject) => ({
    sentences: [
      `Not taken back: ${inWords(awaitedItems(subject))}.`,
      'Nothing of it is received any more; it can be announced anew. Nobody gets a mail.',
    ],
    button: 'Refuse the return',
    isGrave: true,
  }),
  run: ({ order: { id }, announced }, _nothing, by) =>
    change(by, id, (client, order) => refuseReturn(client, { ...order, returnId: announced.id })),
  done: 'refused',
});
