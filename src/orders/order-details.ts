import {
  type GivenAddress,
  type KeptAddress,
  type PostalAddress,
  postalAddress,
} from '../addresses/postal-address.ts';

/** How the buyer is reached. */
export interface OrderContact {
  /** As it was typed; mails about the order go there. */
  email: string;
  phone?: string;
}

/** What an order may say beside what is bought; most say nothing. */
export interface OrderDetails {
  contact?: OrderContact;
  shippingAddress?: PostalAddress;
  billingAddress?: PostalAddress;
  /** From the buyer to the shop. */
  note?: string;
}

/** The same as an order shows it. What was erased is not there. */
export interface OrderDetailsView {
  contact: OrderContact | null;
  shippingAddress: KeptAddress | null;
  billingAddress: KeptAddress | null;
  note: string | null;
}

/** What a request says of them: null, and a note without a character, say nothing. */
export interface GivenDetails {
  contact?: { email: string; phone?: string | null } | null;
  shippingAddress?: GivenAddress | null;
  billingAddress?: GivenAddress | null;
  note?: string | null;
}

/** What an order is to keep of what its request says; undefined where that is nothing. */
export function orderDetails(given: GivenDetails): OrderDetails | undefined {
  const { contact, shippingAddress, billingAddress, note } = given;
  const details: OrderDetails = {
    ...(contact && { contact: { email: contact.email, ...(contact.phone && { phone: contact.phone }) } }),
    ...(shippingAddress && { shippingAddress: postalAddress(shippingAddress) }),
    ...(billingAddress && { billingAddress: postalAddress(billingAddress) }),
    ...(note && { note }),
  };
  return Object.keys(details).length === 0 ? undefined : details;
}

const nothing: OrderDetailsView = { contact: null, shippingAddress: null, billingAddress: null, note: null };

export function viewOfDetails(details: OrderDetails | undefined): OrderDetailsView {
  return details === undefined ? nothing : { ...nothing, ...details };
}
