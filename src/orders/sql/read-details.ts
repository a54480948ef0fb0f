import type { KeptAddress } from '../../addresses/postal-address.ts';
import { addressJson } from '../../addresses/sql/address-columns.ts';
import type { AddressKind } from '../../entities/order-address.entity.ts';
import type { OrderDetailsView } from '../order-details.ts';

/** Columns of a SELECT from `orders`: two look-ups by key for an order. */
export const detailColumns = `
    (select json_build_object('email', c.email, 'phone', c.phone, 'note', c.note)
       from order_contacts c where c.order_id = orders.id) as contact,
    (select json_object_agg(a.kind, ${addressJson('a')})
       from order_addresses a where a.order_id = orders.id) as addresses`;

export interface DetailRow {
  contact: { email: string | null; phone: string | null; note: string | null } | null;
  addresses: { [Kind in AddressKind]?: KeptAddress } | null;
}

export function viewOfDetailRow({ contact, addresses }: DetailRow): OrderDetailsView {
  const { email = null, phone = null, note = null } = contact ?? {};
  return {
    contact: email === null ? null : { email, ...(phone === null ? {} : { phone }) },
    shippingAddress: addresses?.SHIPPING ?? null,
    billingAddress: addresses?.BILLING ?? null,
    note,
  };
}
