import type { ProblemCode } from '../../errors.ts';

/** When a problem is met and what to do about it, in docs/errors.md's words: a test keeps the two equal. */
export interface ProblemText {
  when: string;
  whatToDo: string;
}

export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  validation_failed: {
    when: 'A member is missing, unknown, of the wrong type or out of bounds; a new password is one that is guessed first; or what arrived is no HTTP/1.1 request with one `Host`',
    whatToDo: 'Change what `errors` names; do not send it again unchanged',
  },
  malformed_body: {
    when: 'The body is no JSON, is empty where one is asked for and its Content-Type says JSON, or is shorter or longer than it says',
    whatToDo: 'Send one JSON document in UTF-8',
  },
  invalid_cursor: {
    when: '`cursor` was made up, cut off, or comes from another list, sort order or filter; at `GET /events` also when it is ahead of the last event, because the database was restored from a backup',
    whatToDo: 'Take it from `nextCursor` of the page before, or start from the first page',
  },
  invalid_signature: {
    when: 'A webhook does not come from the payment provider, was changed on its way, or is older than five minutes',
    whatToDo: 'Compare the signing secret of the provider with the setting; nothing was kept',
  },
  unauthenticated: {
    when: 'No access token or API key, or one that is expired, deleted, not ours, or of a login that has ended',
    whatToDo: 'Exchange the refresh token at `POST /token/refresh`, or log in',
  },
  invalid_credentials: {
    when: '`POST /login` with an unknown e-mail or a wrong password: it does not say which; or your own password is wrong where you change it or the address',
    whatToDo: 'Ask for them again',
  },
  second_factor_required: {
    when: '`POST /login` without `code` for somebody of the staff who has a second factor: the password was right',
    whatToDo: 'Ask for the six digits of the device or a recovery code, and send them as `code`',
  },
  invalid_refresh_token: {
    when: 'It is unknown, expired, used before (but for a second tab of one browser within ten seconds, or a request that came before the first was answered), or its login was ended',
    whatToDo: 'Log in; if nobody logged out, somebody may have copied the token',
  },
  forbidden: {
    when: 'The role, or a scope that is missing, does not allow it: a customer calls what is for those who work here, or the other way round; a guest calls what takes an account; an API key what belongs to a person; or somebody gives a right that they do not have, or takes themselves out of the staff',
    whatToDo: 'Use an account or a key with the right; `detail` names the scope',
  },
  not_found: {
    when: "Nothing is at this address, or it is somebody else's",
    whatToDo: 'Check the id; a product may have been taken out of the shop',
  },
  method_not_allowed: {
    when: 'The address exists, the method does not',
    whatToDo: 'Use one of the methods in `Allow`',
  },
  not_acceptable: {
    when: '`Accept` names other types and no JSON, or has `application/json;q=0`; parameters of a type do not matter',
    whatToDo: 'Leave `Accept` out, or allow `application/json`',
  },
  request_timeout: {
    when: 'Headers and body did not arrive within half a minute',
    whatToDo: 'Send it again over a better line',
  },
  email_taken: {
    when: '`POST /register` with an address that has one, in upper or lower case; or a link for a new address which has got one meanwhile',
    whatToDo: 'Log in instead',
  },
  already_registered: {
    when: '`POST /register` with the access token of a guest who has registered before',
    whatToDo: 'Log in with that account, or register another one without the token',
  },
  last_admin: {
    when: 'The only administrator would be taken out of the staff or become a member with scopes',
    whatToDo: 'Make somebody else an administrator first',
  },
  sku_taken: {
    when: 'A product for sale has the SKU already; also when a product comes back into the shop whose SKU was given again',
    whatToDo: 'Choose another SKU, or take the other product out of the shop',
  },
  scheduled_price_overlap: {
    when: 'The product has a scheduled price for a part of that time already',
    whatToDo: 'Let one of them end before the other begins',
  },
  tax_rate_taken: {
    when: 'A tax rate with the same country, region, class and `validFrom`',
    whatToDo: 'Change that one, or let the new one begin at another instant',
  },
  coupon_code_taken: {
    when: 'A coupon has the code already, in upper or lower case',
    whatToDo: 'Choose another code, or change that coupon',
  },
  insufficient_stock: {
    when: 'The stock is less than the order or the adjustment takes; `items` has every short product at once',
    whatToDo: 'Lower the quantities to `available`, or wait for new stock',
  },
  order_cancelled: {
    when: 'All of the order is cancelled already',
    whatToDo: 'Leave it as it is; a new order takes the stock again',
  },
  order_fulfilled: {
    when: 'A customer cancels an order of which something was shipped, or an address is corrected of such an order',
    whatToDo: 'Ask the shop, or send the units back: `POST /orders/{id}/returns`',
  },
  order_open: {
    when: 'Data of a person is to be erased while an order of theirs waits for money, has units to be shipped, or has a return that is expected',
    whatToDo: 'Finish or cancel it first',
  },
  order_unpaid: {
    when: 'The order waits for its payment (`PENDING`), or what was paid or held for it is gone, or on its way out: let go, given back, or charged back',
    whatToDo: 'Ship it once it is paid and `PLACED`; cancel one whose money is gone',
  },
  invoice_exists: {
    when: '`POST /orders/{id}/invoices` for an order that has one',
    whatToDo: 'Read it with `GET /orders/{id}/invoices`; what is wrong is taken off by a credit note',
  },
  not_invoiced: {
    when: '`POST /orders/{id}/credit-notes` for an order without an invoice',
    whatToDo: 'Issue the invoice: it leaves out what has left the order',
  },
  nothing_to_invoice: {
    when: 'All units of the order were cancelled or came back before it had an invoice',
    whatToDo: 'There is nothing to do',
  },
  file_pending: {
    when: 'A PDF is asked for before a worker has made it',
    whatToDo: 'Ask again after `Retry-After`',
  },
  total_changed: {
    when: 'The order comes to another total than `expectedTotal`: a price, a rate or a discount changed. Nothing was placed; `quote` is what it costs now, as `POST /cart/quote` answers',
    whatToDo: 'Show the new total, and order with it as `expectedTotal`',
  },
  coupon_used_up: {
    when: 'As many orders as may have the coupon have it, of all buyers or of this one; `couponCodes` names those that are. Nothing was placed',
    whatToDo: 'Leave the code out',
  },
  too_many_unpaid_orders: {
    when: 'The buyer has three orders already that wait for their money and hold stock',
    whatToDo: 'Pay one of them, cancel it, or wait for its `expiresAt`',
  },
  order_paid: {
    when: 'The order is paid, costs nothing, or its money is held until it is shipped',
    whatToDo: 'Read the order again',
  },
  payment_in_progress: {
    when: 'A bank works on another payment of this order, or it could not be ended',
    whatToDo:
      'Ask how it stands (`POST /orders/{id}/payments/{paymentId}/refreshes`), and pay again once it has ended',
  },
  nothing_to_capture: {
    when: 'The payment is not authorized, is captured already, or less is left of it or due',
    whatToDo: 'Read the payment again; without `amount` all that is left is taken',
  },
  nothing_to_void: {
    when: 'The payment was captured, has failed or has ended',
    whatToDo: 'Give captured money back with `POST /orders/{id}/refunds`',
  },
  refund_not_failed: {
    when: 'A refund is tried again that is under way or has succeeded',
    whatToDo: 'Read the refund again',
  },
  nothing_open: {
    when: 'More units are named than are neither shipped nor cancelled, or none are left; `productIds` names the products',
    whatToDo: 'Read the order again: open units are `quantity - cancelled - fulfilled`',
  },
  already_delivered: {
    when: 'The parcel was delivered: it cannot be taken back, or be delivered at another time',
    whatToDo: 'Take its units back with a return',
  },
  units_returned: {
    when: 'A parcel is taken back of which a customer has sent units back, or has announced them; `productIds` names the products',
    whatToDo: 'Refuse or receive the return first',
  },
  endpoint_disabled: {
    when: 'A test, a replay or another try of a delivery for a webhook endpoint that is disabled',
    whatToDo: 'Enable it first',
  },
  secret_limit: {
    when: 'Ten secrets of the webhook endpoint sign at once: the one in force, and nine from before whose overlap has not ended',
    whatToDo: 'Wait until one of them ends, or rotate with an `overlapSeconds` of 0',
  },
  return_closed: {
    when: 'All units of the return have come, or it was refused',
    whatToDo: 'Open another return for further units',
  },
  idempotency_in_progress: {
    when: 'Another request with the key has not been decided for several seconds',
    whatToDo: 'Send the same request again after `Retry-After`',
  },
  cursor_expired: {
    when: '`GET /events` with a `cursor` or `Last-Event-ID` whose next events are older than 30 days and not kept any more',
    whatToDo:
      'Read what you keep of the shop anew (`GET /orders`, `GET /products`), and the events from then on without a cursor, with `from`',
  },
  link_expired: {
    when: 'A link out of a mail that was used already, is too old, or never was one: it does not say which',
    whatToDo: 'Ask for another link',
  },
  version_mismatch: {
    when: '`If-Match` does not name the current version, or `If-None-Match` does (`*` names any)',
    whatToDo: 'Read it again, decide again, send its new `ETag`',
  },
  body_too_large: {
    when: 'More than 64 KiB, or 512 KiB for `PUT /cart`, a file of tax rates and what is done with the items of an order',
    whatToDo: 'Send less in one request',
  },
  uri_too_long: { when: 'A part of the path is longer than any id', whatToDo: 'Check the address' },
  unsupported_media_type: {
    when: 'The body is not declared as `application/json`',
    whatToDo: 'Send `Content-Type: application/json`',
  },
  expectation_failed: {
    when: '`Expect` is something else than `100-continue`',
    whatToDo: 'Leave the header out',
  },
  cart_empty: {
    when: '`POST /orders` with nothing in the cart, or the cart was ordered a moment ago',
    whatToDo: 'Fill the cart; look at `GET /orders`',
  },
  address_book_full: {
    when: '`POST /addresses` by a customer who keeps 50 addresses already',
    whatToDo: 'Replace one with `PUT /addresses/{id}`, or remove one',
  },
  cart_full: {
    when: 'One more product would make 2,001, or one line would hold more than 1,000,000 units. (`PUT /cart` with more than 2,000 lines is `validation_failed`)',
    whatToDo: 'Order what is in it, or remove something',
  },
  currency_mismatch: {
    when: 'A product in another currency than the rest of the cart',
    whatToDo: 'Order them one after the other',
  },
  order_too_large: {
    when: 'The total would pass 9,007,199,254,740,991 minor units, beyond which JSON numbers are not exact',
    whatToDo: 'Split the order',
  },
  address_required: {
    when: 'A `shippingMethodId` without a country',
    whatToDo: 'Send `shippingAddress`, or `shippingCountry` for a quote',
  },
  unknown_payment_provider: {
    when: '`payment.provider` is none of those that this shop is paid with',
    whatToDo: 'Name one that is, or leave `payment` out',
  },
  not_shippable: {
    when: 'The shipping method does not go to this country, does not take a cart of this weight, has another currency, or is gone',
    whatToDo: 'Choose one of `shippingMethods` of `POST /cart/quote`',
  },
  coupon_not_applicable: {
    when: 'There is no such code, it does not hold now, or it asks for something that the order has not; `errors` says which and why',
    whatToDo: 'Leave the code out, or change the order',
  },
  credit_exceeds_invoice: {
    when: 'More units or more money, of a tax rate or of all, than the invoice has less its credit notes; `productIds` names the products',
    whatToDo: 'Read what was issued for the order, and take off less',
  },
  refund_exceeds_captured: {
    when: 'The amount, or what the units cost, is more than was captured and is not given back or on its way already',
    whatToDo:
      'Name less; where several payments paid for the order, name `paymentId` and refund them one by one',
  },
  quantity_exceeded: {
    when: 'More units are named than were shipped, less those that came back or are announced; or more than the return still has to come; or units are to be refunded that were paid back before. `productIds` names the products',
    whatToDo: 'Read the order and its returns again, and name fewer',
  },
  url_refused: {
    when: 'A webhook endpoint that is not reached by https, has a login in its URL, or lies in a network that is not on the open internet',
    whatToDo:
      'Name an address on the open internet; whoever runs the shop can allow networks of its own (WEBHOOK_ALLOW_NETWORKS)',
  },
  endpoint_limit: {
    when: 'The shop has as many webhook endpoints as it may have (100)',
    whatToDo: 'Remove one that is not needed any more',
  },
  idempotency_key_reused: {
    when: 'The key stands for the answer to another request: other content, or another address. (For `POST /orders` no body, `{}` and `null` are one request: they answer the order that the key stands for, with `Idempotent-Replayed: true`, whatever the cart holds by now)',
    whatToDo: 'Make a new key for each new request',
  },
  precondition_required: {
    when: '`PUT` or `PATCH` sets `stockQuantity` without saying which stock was read',
    whatToDo: 'Send `If-Match` with the `ETag`, or use `stock-adjustments`',
  },
  rate_limited: {
    when: 'Too many failed logins, registrations, exchanges of refresh tokens, orders of one account (600 in ten minutes) or requests',
    whatToDo: 'Wait for `Retry-After`',
  },
  headers_too_large: { when: 'More than 16 KiB of headers', whatToDo: 'Send fewer or shorter headers' },
  internal_error: {
    when: 'A fault of Holdfast; the log has it under `requestId`',
    whatToDo: 'Report it; a `POST /orders` with an `Idempotency-Key` may be sent again safely',
  },
  payment_provider_refused: {
    when: 'The payment provider refuses for good; `reason` is its code. Nothing happened',
    whatToDo: 'Pay in another way',
  },
  payment_provider_unavailable: {
    when: 'The payment provider did not answer in time, and nobody knows yet whether it did what it was asked',
    whatToDo: 'Send it again after `Retry-After`: it happens once',
  },
  overloaded: {
    when: 'More checkouts, logins, changes of carts or readers wait than can be served in time; nothing was begun',
    whatToDo: 'Send it again after `Retry-After`',
  },
  unavailable: {
    when: 'The database cannot be reached; an order may or may not have been placed',
    whatToDo: 'Send it again after `Retry-After`, an order under the same `Idempotency-Key`',
  },
};
