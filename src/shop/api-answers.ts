import type { ProblemBody as AnyProblem, Schemas } from '../../clients/typescript/src/index.ts';

/** What the storefront reads of the API's answers. */

export type Product = Schemas['Product'];
export type ProductPage = Schemas['ProductPage'];
export type Categories = Schemas['CategoryList'];
export type Cart = Schemas['Cart'];
export type CartItem = Schemas['CartItem'];
export type Quote = Schemas['Quote'];
export type OfferedMethod = Quote['shippingMethods'][number];
export type Order = Schemas['Order'];
export type OrderItem = Schemas['OrderItem'];
export type OrderPage = Schemas['OrderPage'];
export type Account = Schemas['User'];
export type PaymentProvider = NonNullable<Schemas['PlaceOrderRequest']['payment']>['provider'];
/** Of a cart, what its page shows. */
export type ShownCart = Pick<Cart, 'items' | 'discounts' | 'total' | 'currency'>;
/** An answer that is none; what else it has depends on its code. */
export type ProblemBody = Pick<AnyProblem, 'code' | 'title' | 'status'>;
