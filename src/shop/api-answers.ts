import type { ShownCosts } from '../markup/cost-lines.ts';

/** What the storefront reads of the API's answers; the OpenAPI document at /docs/json has all of it. */

export interface Product {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  /** Minor units. */
  price: number;
  /** The usual price, where this one is lower. */
  compareAtPrice?: number | null;
  currency: string;
  stockQuantity: number;
}

export interface ListOf<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Categories {
  items: { name: string; productCount: number }[];
}

export interface CartItem {
  id: string;
  productId: string;
  name: string;
  unitPrice: number;
  currency: string;
  quantity: number;
  lineTotal: number;
  /** Units in stock; 0 also of what is not for sale any more. */
  available: number;
}

export interface Cart {
  items: CartItem[];
  total: number;
  currency: string;
  discounts?: { label: string; amount: number }[];
}

export interface OfferedMethod {
  id: string;
  name: string;
  description: string;
  price: number;
  currency: string;
}

export interface Quote extends ShownCosts {
  items: { productId: string; name: string; quantity: number; lineTotal: number }[];
  shippingMethods: OfferedMethod[];
}

export interface Address {
  name: string;
  company?: string;
  line1: string;
  line2?: string;
  city: string;
  region?: string;
  postalCode?: string;
  country: string;
}

export interface OrderItem {
  name: string;
  sku: string;
  unitPrice: number;
  quantity: number;
  lineTotal: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
}

export interface Order extends ShownCosts {
  id: string;
  number: string;
  version: number;
  status: 'PENDING' | 'PLACED' | 'CANCELLED';
  paymentStatus: string;
  fulfillmentStatus: string;
  returnStatus: string;
  items: OrderItem[];
  createdAt: string;
  expiresAt: string | null;
  captured: number;
  refunded: number;
  contact: { email: string } | null;
  shippingAddress: Address | null;
}

export interface Payment {
  id: string;
  status: string;
  nextAction: { type: 'redirect'; url: string } | { type: 'clientSecret'; value: string } | null;
}

export interface Account {
  name: string;
  email: string;
  role: string;
}

/** An answer that is none: RFC 9457, with what the code adds. */
export interface ProblemBody {
  code: string;
  title: string;
  detail: string;
  status: number;
  errors?: { pointer: string; detail: string }[];
  /** Of `insufficient_stock`. */
  items?: { productId: string; requested: number; available: number }[];
}
