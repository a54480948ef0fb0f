import { html } from '../../../../markup/html.ts';
import { fulfilOrder } from '../../../../order-life/fulfil-order.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import type { Form } from '../../actions/form.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ChangeOrder } from './change-order.ts';
import { whoIsTold } from './told.ts';
import {
  asItemUnits,
  demandSome,
  inWords,
  openItems,
  readUnits,
  sumOf,
  type UnitsOfItem,
  unitsTable,
} from './units.ts';

interface Shipment {
  chosen: UnitsOfItem[];
  carrier: string;
  trackingNumber: string;
  trackingUrl: string;
}

export const shipAction = (change: ChangeOrder): Action<OrderRecord, Shipment> => ({
  path: 'ship',
  operation: 'fulfilOrder',
  title: () => 'Ship units',
  refusal: (order) => {
    if (order.status === 'PENDING')
      return 'The order waits for its payment: nothing of it is shipped before.';
    return openItems(order).length === 0 ? 'Nothing of it is left to be shipped.' : undefined;
  },
  fields: (
    order,
    form,
  ) => html`${unitsTable(form, openItems(order), [{ name: 'units', words: 'Ship', filled: true }])}
${inputField(form, 'carrier', { label: 'Carrier', hint: 'May be left out', attributes: html` maxlength="100" autocomplete="off"` })}
${inputField(form, 'trackingNumber', { label: 'Tracking number', hint: 'May be left out', attributes: html` maxlength="100" autocomplete="off" autocapitalize="characters"` })}
${inputField(form, 'trackingUrl', { label: 'Link to follow the parcel', hint: 'May be left out', attributes: html` type="url" inputmode="url" maxlength="2000" autocomplete="off"` })}`,
  read: (order, form) => {
    const chosen = readUnits(form, openItems(order), 'units');
    demandSome(form, 'units', chosen);
    return {
      chosen,
      carrier: form.text('carrier', { max: 100 }),
      trackingNumber: form.text('trackingNumber', { max: 100 }),
      trackingUrl: webAddress(form, 'trackingUrl'),
    };
  },
  review: (order, { chosen, carrier, trackingNumber, trackingUrl }) => {
    const rest = sumOf(openItems(order)) - sumOf(chosen);
    const parcel = [carrier, trackingNumber, trackingUrl].filter((part) => part !== '').join(', ');
    return {
      sentences: [
        `Shipped are: ${inWords(chosen)}.`,
        rest === 0 ? 'Nothing is left to be shipped then.' : `${rest} are still to be shipped then.`,
        whoIsTold(order, parcel === '' ? 'without a number to follow the parcel by' : `with ${parcel}`),
        'Until the parcel is delivered this can be taken back; the mail cannot.',
      ],
      button: 'Ship',
    };
  },
  run: ({ id }, { chosen, carrier, trackingNumber, trackingUrl }, by) =>
    change(by, id, (client, order) =>
      fulfilOrder(client, {
        ...order,
        items: asItemUnits(chosen),
        carrier: carrier || undefined,
        trackingNumber: trackingNumber || undefined,
        trackingUrl: trackingUrl || undefined,
      }),
    ),
  done: 'shipped',
});

/** A link that mails may hold: of the web and nothing else. */
function webAddress(form: Form, name: string): string {
  const text = form.text(name, { max: 2_000 });
  if (text !== '' && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)))
    form.faults.set(name, 'An address that begins with https://');
  return text;
}
