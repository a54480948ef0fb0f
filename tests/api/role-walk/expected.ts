import type { Scope } from '../../../src/accounts/scopes.ts';

/**
 * Who gets what, by operation of the OpenAPI document. `ok` is any answer that is none of 401, 403 and 404. What an
 * operation is about belongs to the guest where the guest calls, and to the customer for all others.
 */
export interface Expected {
  anonymous: string;
  guest: string;
  customer: string;
  /** Another customer, and another guest, who is told the same unless `otherGuest` says it. */
  other: string;
  /** Another guest, where that is something else. */
  otherGuest?: string;
  /** A member of the staff who has every scope but this one. */
  staffWithout: string;
  /** A member of the staff who has this scope and no other. */
  staff: string;
  admin: string;
  /** Machines with a key that has every scope but this one, and with one that has no other. */
  keyWithout: string;
  key: string;
  /** What those who work here need. */
  scope?: Scope | undefined;
}

const everybody = (verdict: string): Expected => ({
  anonymous: verdict,
  guest: verdict,
  customer: verdict,
  other: verdict,
  staffWithout: verdict,
  staff: verdict,
  admin: verdict,
  keyWithout: verdict,
  key: verdict,
});
const anyone = everybody('ok');
const nobody = { ...everybody('403'), anonymous: '401' };
/** For people; a machine has no account. */
const loggedIn: Expected = { ...everybody('ok'), anonymous: '401', keyWithout: '403', key: '403' };
/** For people with a password. */
const accounts: Expected = { ...loggedIn, guest: '403', otherGuest: '403' };
const buyers: Expected = { ...nobody, guest: 'ok', customer: 'ok', other: 'ok' };
/** Buyers, about what is theirs. */
const owners: Expected = { ...buyers, other: '404' };
/** Customers, and no guests. */
const customers: Expected = { ...nobody, customer: 'ok', other: 'ok', otherGuest: '403' };
/** Customers, about what is theirs. */
const customersOwn: Expected = { ...customers, other: '404' };
/** Those who work here and have the scope. */
const only = (scope: Scope): Expected => ({ ...nobody, staff: 'ok', admin: 'ok', key: 'ok', scope });
/** Buyers their own, and those who have the scope all. Without it staff are buyers who own nothing. */
const ownersOr = (scope: Scope): Expected => ({ ...owners, ...found(only(scope)), staffWithout: '404' });
/** As ownersOr, where those who may see the thing and not change it are told so. */
const ownersOrWriters = (scope: Scope): Expected => ({ ...ownersOr(scope), staffWithout: '403' });
const found = ({ staff, admin, key, keyWithout, scope }: Expected) => ({
  staff,
  admin,
  key,
  keyWithout,
  scope,
});

export const expected: Record<string, Expected> = {
  'POST /guests': anyone,
  'POST /register': anyone,
  'POST /login': anyone,
  'POST /token/refresh': anyone,
  'POST /logout': anyone,
  'POST /password-resets': anyone,
  'POST /password-resets/{token}': anyone,
  'GET /me': loggedIn,
  'PATCH /me': accounts,
  'PUT /me/password': accounts,
  'PUT /me/email': accounts,
  'POST /me/email-confirmations': accounts,
  'POST /email-confirmations/{token}': anyone,
  'GET /me/logins': loggedIn,
  'DELETE /me/logins/{id}': { ...everybody('404'), anonymous: '401', keyWithout: '403', key: '403' },
  'GET /me/export': customers,
  'POST /me/erasure': customers,
  'GET /customers': only('customers:read'),
  'GET /customers/{id}': only('customers:read'),
  'POST /customers/{id}/erasures': only('customers:erase'),
  // The guest is erased, and their login has ended with it.
  'GET /customers/{id}/erasures/{erasureId}': { ...only('customers:read'), guest: '401' },
  'GET /jobs': only('jobs:write'),
  'POST /jobs/{id}/retries': only('jobs:write'),
  'GET /audit-log': only('staff:write'),
  'GET /events': only('orders:read'),
  'GET /webhook-endpoints': only('settings:write'),
  'POST /webhook-endpoints': only('settings:write'),
  'GET /webhook-endpoints/{id}': only('settings:write'),
  'PATCH /webhook-endpoints/{id}': only('settings:write'),
  'DELETE /webhook-endpoints/{id}': only('settings:write'),
  'POST /webhook-endpoints/{id}/secret-rotations': only('settings:write'),
  'POST /webhook-endpoints/{id}/tests': only('settings:write'),
  'POST /webhook-endpoints/{id}/replays': only('settings:write'),
  'GET /webhook-endpoints/{id}/deliveries': only('settings:write'),
  'GET /webhook-deliveries/{id}': only('settings:write'),
  'POST /webhook-deliveries/{id}/retries': only('settings:write'),
  'POST /api-keys': only('staff:write'),
  'GET /api-keys': only('staff:write'),
  'GET /api-keys/{id}': only('staff:write'),
  'DELETE /api-keys/{id}': only('staff:write'),
  'POST /staff': only('staff:write'),
  'GET /staff': only('staff:write'),
  'GET /staff/{id}': only('staff:write'),
  'PATCH /staff/{id}': only('staff:write'),
  'DELETE /staff/{id}': only('staff:write'),
  'POST /staff/{id}/invitations': only('staff:write'),
  'DELETE /staff/{id}/second-factor': only('staff:write'),
  'POST /staff-invitations/{token}': anyone,
  'GET /categories': anyone,
  'GET /products': anyone,
  'GET /products/{id}': anyone,
  'POST /products': only('catalog:write'),
  'PUT /products/{id}': only('catalog:write'),
  'PATCH /products/{id}': only('catalog:write'),
  'POST /products/{id}/stock-adjustments': only('catalog:write'),
  'GET /products/{id}/scheduled-prices': only('catalog:write'),
  'POST /products/{id}/scheduled-prices': only('catalog:write'),
  'GET /products/{id}/scheduled-prices/{priceId}': only('catalog:write'),
  'PATCH /products/{id}/scheduled-prices/{priceId}': only('catalog:write'),
  'DELETE /products/{id}/scheduled-prices/{priceId}': only('catalog:write'),
  'GET /products/{id}/stock-movements': only('catalog:write'),
  'DELETE /products/{id}': only('catalog:write'),
  'PATCH /prices': only('catalog:write'),
  'GET /cart': buyers,
  'POST /cart/items': buyers,
  'PUT /cart': buyers,
  'DELETE /cart': buyers,
  'POST /cart/quote': buyers,
  'PATCH /cart/items/{id}': owners,
  'DELETE /cart/items/{id}': owners,
  'POST /orders': buyers,
  'POST /order-lookups': anyone,
  'POST /orders/claims': customers,
  'GET /orders': { ...ownersOr('orders:read'), other: 'ok', staffWithout: 'ok' },
  'GET /orders/{id}': ownersOr('orders:read'),
  'POST /orders/{id}/cancellations': ownersOrWriters('orders:write'),
  'GET /orders/{id}/cancellations': ownersOr('orders:read'),
  'GET /orders/{id}/cancellations/{cancellationId}': ownersOr('orders:read'),
  'POST /orders/{id}/fulfillments': only('orders:write'),
  'GET /orders/{id}/fulfillments': ownersOr('orders:read'),
  'GET /orders/{id}/fulfillments/{fulfillmentId}': ownersOr('orders:read'),
  'PATCH /orders/{id}/fulfillments/{fulfillmentId}': only('orders:write'),
  'DELETE /orders/{id}/fulfillments/{fulfillmentId}': only('orders:write'),
  'POST /orders/{id}/payments': ownersOrWriters('orders:write'),
  'GET /orders/{id}/payments': ownersOr('orders:read'),
  'GET /orders/{id}/payments/{paymentId}': ownersOr('orders:read'),
  'POST /orders/{id}/payments/{paymentId}/refreshes': ownersOr('orders:read'),
  'POST /orders/{id}/payments/{paymentId}/captures': only('orders:write'),
  'POST /orders/{id}/payments/{paymentId}/voids': only('orders:write'),
  'POST /orders/{id}/refunds': only('orders:write'),
  'GET /orders/{id}/refunds': ownersOr('orders:read'),
  'GET /orders/{id}/refunds/{refundId}': ownersOr('orders:read'),
  'POST /orders/{id}/refunds/{refundId}/retries': only('orders:write'),
  // Of a provider that the shop has: whoever asks, their signature is what counts.
  'POST /payment-webhooks/{provider}': everybody('404'),
  'POST /orders/{id}/returns': ownersOrWriters('orders:write'),
  'GET /orders/{id}/returns': ownersOr('orders:read'),
  'GET /orders/{id}/returns/{returnId}': ownersOr('orders:read'),
  'POST /orders/{id}/returns/{returnId}/receipts': only('orders:write'),
  'POST /orders/{id}/returns/{returnId}/refusals': only('orders:write'),
  'PATCH /orders/{id}/addresses/{kind}': only('orders:write'),
  'GET /addresses': customers,
  'POST /addresses': customers,
  'GET /addresses/{id}': customersOwn,
  'PUT /addresses/{id}': customersOwn,
  'DELETE /addresses/{id}': customersOwn,
  'GET /orders/{id}/events': ownersOr('orders:read'),
  'GET /shipping-methods': anyone,
  'POST /shipping-methods': only('settings:write'),
  'GET /shipping-methods/{id}': anyone,
  'PATCH /shipping-methods/{id}': only('settings:write'),
  'DELETE /shipping-methods/{id}': only('settings:write'),
  'GET /tax-rates': only('settings:write'),
  'POST /tax-rates': only('settings:write'),
  'POST /tax-rates/imports': only('settings:write'),
  'GET /tax-rates/{id}': only('settings:write'),
  'PATCH /tax-rates/{id}': only('settings:write'),
  'DELETE /tax-rates/{id}': only('settings:write'),
  'GET /coupons': only('settings:write'),
  'POST /coupons': only('settings:write'),
  'GET /coupons/{id}': only('settings:write'),
  'PATCH /coupons/{id}': only('settings:write'),
  'DELETE /coupons/{id}': only('settings:write'),
  'GET /discounts': only('settings:write'),
  'POST /discounts': only('settings:write'),
  'GET /discounts/{id}': only('settings:write'),
  'PATCH /discounts/{id}': only('settings:write'),
  'DELETE /discounts/{id}': only('settings:write'),
  'GET /reports/sales': only('orders:read'),
  'GET /reports/sales.csv': only('orders:read'),
  'GET /problems': anyone,
  'GET /problems/{code}': everybody('404'),
  'GET /healthz': anyone,
  'GET /readyz': anyone,
  'GET /metrics': anyone,
};
