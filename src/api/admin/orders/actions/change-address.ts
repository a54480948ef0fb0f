import { addressLines } from '../../../../addresses/address-lines.ts';
import { isCountry } from '../../../../addresses/countries.ts';
import { type PostalAddress, postalAddress } from '../../../../addresses/postal-address.ts';
import type { AddressKind } from '../../../../entities/order-address.entity.ts';
import { limits } from '../../../../limits.ts';
import { type Html, html } from '../../../../markup/html.ts';
import { changeAddress } from '../../../../order-life/change-address.ts';
import type { Action } from '../../actions/action.ts';
import { inputField } from '../../actions/fields.ts';
import type { Form } from '../../actions/form.ts';
import type { OrderRecord } from '../sql/find-order.ts';
import type { ChangeOrder } from './change-order.ts';

export const kindWords: Record<AddressKind, string> = {
  SHIPPING: 'Shipping address',
  BILLING: 'Billing address',
};

const { name, company, line, city, region, postalCode, phone } = limits.address;
/** The fields of the form, in their order: what each is called, how long it may be, and whether it may be left out. */
const fields = [
  ['name', 'Name', name, 'Who gets it?'],
  ['company', 'Company', company],
  ['line1', 'Street and number', line, 'Which street?'],
  ['line2', 'More of the address', line],
  ['postalCode', 'Postal code', postalCode],
  ['city', 'City', city, 'Which city?'],
  ['region', 'Region', region],
  ['country', 'Country', 2, 'Which country?'],
  ['phone', 'Telephone', phone],
] as const;

/** Why no address of the order can be changed. */
export function addressRefusal({ status, fulfillmentStatus }: OrderRecord): string | undefined {
  if (status === 'CANCELLED') return 'The order is cancelled.';
  return fulfillmentStatus === 'UNFULFILLED' ? undefined : 'Something of it was shipped already.';
}

export const changeAddressAction = (
  change: ChangeOrder,
  kind: AddressKind,
): Action<OrderRecord, PostalAddress> => ({
  path: `${kind.toLowerCase()}-address`,
  operation: 'changeOrderAddress',
  title: () => kindWords[kind],
  refusal: addressRefusal,
  fields: (order, form) => {
    // What was taken out of a form that comes back is not put in again.
    const known = form.filledIn.length === 0 ? order.addresses?.[kind] : undefined;
    return html`${fields.map((field) => fieldOf(form, field, known))}`;
  },
  read: (_order, form) => {
    const given = fields.map(([member, , max, required]) => {
      const text = form.text(member, { max, ...(required === undefined ? {} : { required }) });
      return [member, (member === 'country' ? text.toUpperCase() : text) || null] as const;
    });
    const address = postalAddress(Object.fromEntries(given));
    if (!form.faults.has('country') && !isCountry(address.country))
      form.faults.set('country', 'Two letters of ISO 3166-1, such as DE');
    return address;
  },
  review: (_order, address) => ({
    sentences: [
      `The ${kindWords[kind].toLowerCase()} becomes: ${addressLines(address).join(', ')}${address.phone ? `; telephone ${address.phone}` : ''}.`,
      'The address book of the customer stays as it is. Nobody gets a mail about it.',
    ],
    button: 'Change the address',
  }),
  run: ({ id }, address, by) =>
    change(by, id, (client, order) =>
      changeAddress(client, {
        ...order,
        kind,
        changes: Object.fromEntries(fields.map(([member]) => [member, address[member] ?? null])),
      }),
    ),
  done: 'readdressed',
});

function fieldOf(
  form: Form,
  [member, label, max, required]: (typeof fields)[number],
  known: Partial<PostalAddress> | undefined,
): Html {
  const optional = required === undefined ? { hint: 'May be left out' } : {};
  const hint = member === 'country' ? { hint: 'Two letters, such as DE' } : optional;
  return inputField(form, member, {
    label,
    ...hint,
    value: known?.[member] ?? '',
    attributes: html` maxlength="${max}" autocomplete="off"`,
  });
}
