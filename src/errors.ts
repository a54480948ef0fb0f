/**
 * The problem catalogue: every error that can reach a client, by its stable `code` (RFC 9457).
 * docs/errors.md lists the same table for API users, with what to do about each; a test keeps the two equal.
 */
export const problems = {
  validation_failed: [400, 'The request is not valid'],
  malformed_body: [400, 'The body could not be read'],
  invalid_cursor: [400, 'The cursor is not one of this list'],
  invalid_signature: [400, 'The signature of the webhook is not valid'],
  unauthenticated: [401, 'Log in first'],
  invalid_credentials: [401, 'E-mail or password is wrong'],
  second_factor_required: [401, 'Send the code of the second factor, too'],
  invalid_refresh_token: [401, 'The refresh token is not valid'],
  forbidden: [403, 'Your role does not allow this'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This method is not offered here'],
  not_acceptable: [406, 'Only JSON is offered here'],
  request_timeout: [408, 'The request took too long to arrive'],
  email_taken: [409, 'This e-mail address has an account already'],
  already_registered: [409, 'This guest has an account already'],
  last_admin: [409, 'The shop needs an administrator'],
  sku_taken: [409, 'Another product has this SKU'],
  scheduled_price_overlap: [409, 'Another scheduled price counts at that time'],
  tax_rate_taken: [409, 'There is such a tax rate from this instant on already'],
  coupon_code_taken: [409, 'Another coupon has this code'],
  insufficient_stock: [409, 'Not enough stock'],
  order_cancelled: [409, 'The order is cancelled'],
  order_fulfilled: [409, 'Something of the order was shipped already'],
  order_open: [409, 'An order is under way'],
  order_unpaid: [409, 'The order is not paid yet'],
  invoice_exists: [409, 'The order has its invoice'],
  not_invoiced: [409, 'The order has no invoice'],
  nothing_to_invoice: [409, 'Nothing is left to be charged'],
  file_pending: [409, 'The file is not made yet'],
  total_changed: [409, 'The total is another than expected'],
  coupon_used_up: [409, 'The coupon is used up'],
  too_many_unpaid_orders: [409, 'Pay or cancel the orders that are open first'],
  order_paid: [409, 'There is nothing left to pay'],
  payment_in_progress: [409, 'Another payment of the order is under way'],
  nothing_to_capture: [409, 'There is not as much to be taken'],
  nothing_to_void: [409, 'The payment is over'],
  refund_not_failed: [409, 'The refund has not failed'],
  nothing_open: [409, 'The order has not as many open units'],
  already_delivered: [409, 'The parcel was delivered already'],
  units_returned: [409, 'Units of the parcel came back or are announced'],
  endpoint_disabled: [409, 'The webhook endpoint is disabled'],
  secret_limit: [409, 'The webhook endpoint has too many secrets that sign'],
  return_closed: [409, 'Nothing more is expected of this return'],
  idempotency_in_progress: [409, 'A request with this Idempotency-Key is being worked on'],
  cursor_expired: [410, 'What comes after the cursor is not kept any more'],
  link_expired: [410, 'The link was used or has ended'],
  version_mismatch: [412, 'It has changed since you read it'],
  body_too_large: [413, 'The body is too large'],
  uri_too_long: [414, 'The address is too long'],
  unsupported_media_type: [415, 'Send JSON'],
  expectation_failed: [417, 'The Expect header cannot be met'],
  cart_empty: [422, 'The cart is empty'],
  address_book_full: [422, 'The address book cannot hold more'],
  cart_full: [422, 'The cart cannot hold more'],
  currency_mismatch: [422, 'A cart holds one currency'],
  order_too_large: [422, 'The total of the order is too large'],
  address_required: [422, 'It has to be known where the order goes'],
  unknown_payment_provider: [422, 'This shop is not paid in this way'],
  not_shippable: [422, 'It is not sent there in this way'],
  coupon_not_applicable: [422, 'The coupon does not hold for this order'],
  credit_exceeds_invoice: [422, 'More than is left of the invoice'],
  refund_exceeds_captured: [422, 'More than can be given back'],
  quantity_exceeded: [422, 'More units than can come back'],
  url_refused: [422, 'Nothing is sent to this URL'],
  endpoint_limit: [422, 'The shop cannot have more webhook endpoints'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used for another request'],
  precondition_required: [428, 'Send If-Match to set the stock'],
  rate_limited: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers are too large'],
  internal_error: [500, 'Something went wrong on our side'],
  payment_provider_refused: [502, 'The payment provider says no'],
  payment_provider_unavailable: [503, 'The payment provider does not answer'],
  overloaded: [503, 'Too busy right now'],
  unavailable: [503, 'Temporarily unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof problems;

/** One fault of a request: where (JSON Pointer as URI fragment, RFC 6901) and what, in plain words. */
export interface Fault {
  pointer: string;
  detail: string;
}

export interface ProblemOptions {
  /** Members beside the standard ones, such as `items` of `insufficient_stock`. */
  extensions?: Record<string, unknown>;
  /** Seconds until trying again makes sense; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error that a client is meant to see. Anything else that is thrown reaches it as `internal_error`. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly extensions: Record<string, unknown>;
  readonly headers: Record<string, string>;

  /** What there is to say about this one occurrence; the title where that is all. */
  readonly detail: string;

  constructor(
    readonly code: ProblemCode,
    detail: string = problems[code][1],
    options: ProblemOptions = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.detail = detail;
    this.name = 'Problem';
    [this.status, this.title] = problems[code];
    this.extensions = options.extensions ?? {};
    this.headers = { ...options.headers };
    if (options.retryAfterSeconds !== undefined) {
      this.headers['retry-after'] = String(Math.max(1, Math.ceil(options.retryAfterSeconds)));
    }
  }
}
