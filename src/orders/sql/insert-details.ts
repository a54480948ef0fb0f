import type { PostalAddress } from '../../addresses/postal-address.ts';
import { addressColumns } from '../../addresses/sql/address-columns.ts';
import { text, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { AddressKind } from '../../entities/order-address.entity.ts';
import type { OrderDetails } from '../order-details.ts';
import type { PaymentTerms } from '../outcome.ts';

/** What an order says beside what is bought. */
export interface ContactRow {
  orderId: string;
  details: OrderDetails;
}

/** An address of an order. */
export interface OrderAddressRow {
  orderId: string;
  kind: AddressKind;
  address: PostalAddress;
}

export const contactColumns: Columns<ContactRow> = {
  order_id: uuid.of((row) => row.orderId),
  email: text.orNull((row) => row.details.contact?.email ?? null),
  phone: text.orNull((row) => row.details.contact?.phone ?? null),
  note: text.orNull((row) => row.details.note ?? null),
};

export const orderAddressColumns: Columns<OrderAddressRow> = {
  order_id: uuid.of((row) => row.orderId),
  kind: text.of((row) => row.kind),
  ...addressColumns((row: OrderAddressRow) => row.address),
};

/** How an order that waits for its money is to be paid. */
export interface PaymentTermsRow {
  orderId: string;
  terms: PaymentTerms;
}

export const termsColumns: Columns<PaymentTermsRow> = {
  order_id: uuid.of((row) => row.orderId),
  provider: text.of((row) => row.terms.provider),
  capture: text.of((row) => row.terms.capture),
};

/** The queries `new_contacts`, `new_addresses` and `new_terms`. */
export const insertDetails = (contacts: RowSource, addresses: RowSource, terms: RowSource): string => `
    new_contacts as (
      insert into order_contacts (${contacts.names})
      select * from ${contacts.unnestAs('contacts')}
    ), new_addresses as (
      insert into order_addresses (${addresses.names})
      select * from ${addresses.unnestAs('addresses')}
    ), new_terms as (
      insert into order_payment_terms (${terms.names})
      select * from ${terms.unnestAs('terms')}
    )`;

/** The rows that an order's details become. */
export function rowsOfDetails(
  orderId: string,
  details: OrderDetails,
): { contacts: ContactRow[]; addresses: OrderAddressRow[] } {
  const { contact, shippingAddress, billingAddress, note } = details;
  const kept: [AddressKind, PostalAddress | undefined][] = [
    ['SHIPPING', shippingAddress],
    ['BILLING', billingAddress],
  ];
  return {
    contacts: contact || note !== undefined ? [{ orderId, details }] : [],
    addresses: kept.flatMap(([kind, address]) => (address ? [{ orderId, kind, address }] : [])),
  };
}
