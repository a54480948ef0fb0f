import { AccountError, type AccountFault } from '../../accounts/account-error.ts';
import { Overloaded } from '../../batching/batcher.ts';
import { CatalogError, type CatalogFault } from '../../catalog/catalog-error.ts';
import { type Fault, Problem } from '../../errors.ts';
import { CursorExpired } from '../../events/list-events.ts';
import { IdempotencyError, type IdempotencyFault } from '../../idempotency/idempotency-error.ts';
import { InvoiceError } from '../../invoices/invoice-error.ts';
import { limits } from '../../limits.ts';
import { LinkExpired } from '../../links/link-expired.ts';
import { InvalidCursor } from '../../lists/cursor.ts';
import { OrderError } from '../../order-life/order-error.ts';
import { RefusedUrl } from '../../outbound/address-guard.ts';
import { InvalidSignature, ProviderRefused, ProviderUnavailable } from '../../payments/provider.ts';
import { ErasureError } from '../../privacy/erasure-error.ts';
import { QuoteError, type QuoteFault } from '../../rates/quote-error.ts';
import { RatesError, type RatesFault } from '../../rates/rates-error.ts';
import { TaxRateCsvError } from '../../rates/tax-rate-csv.ts';
import { StaffError, type StaffFault } from '../../staff/staff-error.ts';
import { WebhookError, type WebhookFault } from '../../webhooks/webhook-error.ts';
import { overloaded } from '../overloaded.ts';
import { validationFailed } from '../validation-failed.ts';
import { etagOf } from '../version-tags.ts';

/** How long to leave a payment provider alone that does not answer, in seconds. */
const PROVIDER_RETRY_SECONDS = 5;

/** What a client is told of an operation's own error; undefined for an error that is none of those. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof AccountError) return ofAccount(error.fault);
  if (error instanceof CatalogError) return ofCatalog(error.fault);
  if (error instanceof OrderError) return ofOrder(error);
  if (error instanceof InvoiceError) return ofInvoice(error);
  if (error instanceof ProviderRefused)
    return new Problem('payment_provider_refused', undefined, { extensions: { reason: error.code } });
  if (error instanceof ProviderUnavailable)
    return new Problem('payment_provider_unavailable', undefined, {
      retryAfterSeconds: PROVIDER_RETRY_SECONDS,
      cause: error,
    });
  if (error instanceof InvalidSignature) return new Problem('invalid_signature');
  if (error instanceof StaffError) return ofStaff(error.fault);
  if (error instanceof QuoteError) return ofQuote(error.fault);
  if (error instanceof TaxRateCsvError)
    return validationFailed(
      ...error.faults.map(({ line, why }) => ({ pointer: '#/csv', detail: `line ${line}: ${why}` })),
    );
  if (error instanceof RatesError) return ofRates(error.fault);
  if (error instanceof IdempotencyError) return ofIdempotency(error.fault);
  if (error instanceof WebhookError) return ofWebhook(error.fault);
  if (error instanceof RefusedUrl)
    return new Problem('url_refused', `Nothing is sent to this URL: ${error.message}`);
  if (error instanceof Overloaded) return overloaded(error);
  if (error instanceof LinkExpired) return new Problem('link_expired');
  if (error instanceof ErasureError)
    return new Problem(error.fault, error.fault === 'not_found' ? 'There is no such customer' : undefined);
  if (error instanceof CursorExpired) return new Problem('cursor_expired');
  if (error instanceof InvalidCursor)
    return new Problem(
      'invalid_cursor',
      'Take the cursor from nextCursor, and keep the sort order and filters',
    );
  return undefined;
}

function ofAccount(fault: AccountFault): Problem {
  switch (fault.kind) {
    case 'unfit_password':
      return invalid({ pointer: `#/${fault.member}`, detail: fault.why });
    case 'wrong_credentials':
      return new Problem('invalid_credentials');
    case 'too_many_failures':
      return new Problem('rate_limited', 'Too many failed logins; wait a little before trying again', {
        retryAfterSeconds: fault.retryAfterSeconds,
      });
    case 'busy':
      return new Problem('overloaded', 'Too many logins at once', {
        retryAfterSeconds: fault.retryAfterSeconds,
      });
    default:
      return new Problem(fault.kind);
  }
}

function ofStaff(fault: StaffFault): Problem {
  switch (fault.kind) {
    case 'not_yours_to_give':
      return new Problem('forbidden', `You cannot give what you do not have: ${fault.scopes.join(', ')}`);
    case 'for_administrators':
      return new Problem('forbidden', 'Only an administrator decides about administrators');
    case 'not_yourself':
      return new Problem('forbidden', 'Nobody takes themselves out: somebody else has to');
    case 'unfit_scopes':
      return invalid({ pointer: '#/scopes', detail: fault.why });
    case 'no_such_member':
      return new Problem('not_found', 'Nobody of that id works here');
    default:
      return new Problem(fault.kind);
  }
}

function ofInvoice({ fault, productIds }: InvoiceError): Problem {
  if (fault === 'no_such_item') return notAmong(productIds);
  return new Problem(fault, undefined, productIds.length > 0 ? { extensions: { productIds } } : {});
}

const notAmong = (productIds: readonly string[]): Problem =>
  validationFailed(...productIds.map((id) => ({ pointer: '#/items', detail: `${id} is not among them` })));

function ofOrder({ fault, productIds, missing, left }: OrderError): Problem {
  switch (fault) {
    case 'no_such_item':
      return notAmong(productIds);
    case 'incomplete_address':
      return validationFailed(
        ...missing.map((member) => ({ pointer: `#/${member}`, detail: 'is required' })),
      );
    case 'not_the_buyer':
      return new Problem(
        'forbidden',
        'Buyers pay. Whoever works here records money that came, with `manual`',
      );
    case 'nothing_to_capture':
      return new Problem(
        fault,
        left > 0
          ? `${left} is left, in minor units`
          : 'Nothing of it is held or due, or it is being taken already',
      );
    default:
      return new Problem(fault, undefined, productIds.length > 0 ? { extensions: { productIds } } : {});
  }
}

function ofQuote(fault: QuoteFault): Problem {
  switch (fault.kind) {
    case 'coupon_not_applicable': {
      const errors = fault.coupons.map(({ code, place, why }) => ({
        pointer: `#/couponCodes/${place}`,
        detail: `${code} ${why}`,
      }));
      return new Problem(fault.kind, undefined, { extensions: { errors } });
    }
    case 'coupon_used_up':
      return new Problem(fault.kind, undefined, { extensions: { couponCodes: fault.codes } });
    default:
      return new Problem(fault.kind);
  }
}

function ofWebhook(fault: WebhookFault): Problem {
  switch (fault.kind) {
    case 'no_such_endpoint':
    case 'no_such_delivery':
      return new Problem('not_found');
    case 'other_version':
      return new Problem('version_mismatch', `It is at version ${fault.version}`, {
        headers: { etag: etagOf(fault.version) },
      });
    default:
      return new Problem(fault.kind);
  }
}

function ofRates(fault: RatesFault): Problem {
  switch (fault.kind) {
    case 'no_such_setting':
      return new Problem('not_found');
    case 'other_version':
      return new Problem('version_mismatch', `It is at version ${fault.version}`, {
        headers: { etag: etagOf(fault.version) },
      });
    case 'unfit':
      return invalid({ pointer: `#/${fault.member}`, detail: fault.why });
    default:
      return new Problem(fault.kind);
  }
}

function ofIdempotency({ kind }: IdempotencyFault): Problem {
  return new Problem(kind, undefined, kind === 'idempotency_in_progress' ? { retryAfterSeconds: 1 } : {});
}

function ofCatalog(fault: CatalogFault): Problem {
  switch (fault.kind) {
    case 'no_such_product':
      return new Problem(
        'not_found',
        fault.ids ? `Not for sale: ${fault.ids.slice(0, 20).join(', ')}` : 'There is no such product',
      );
    case 'other_version':
      return new Problem('version_mismatch', `It is at version ${fault.version}`, {
        headers: { etag: etagOf(fault.version) },
      });
    case 'no_such_price':
      return new Problem('not_found', 'There is no such scheduled price');
    case 'unfit_span':
      return invalid({ pointer: '#/endsAt', detail: 'must be after startsAt' });
    case 'too_many_prices':
      return invalid({
        pointer: '#/startsAt',
        detail: `is one too many: ${limits.scheduledPrices} of a product may be still to end`,
      });
    case 'unfit_text':
      return invalid({ pointer: `#/${fault.field}`, detail: fault.why });
    case 'stock_too_low': {
      const { kind, ...item } = fault;
      return new Problem('insufficient_stock', `Only ${fault.available} in stock`, {
        extensions: { items: [item] },
      });
    }
    case 'stock_too_high':
      return invalid(
        { pointer: '#/delta', detail: `leads to ${fault.resulting} units` },
        `The stock may not exceed ${limits.stock}`,
      );
    default:
      return new Problem(fault.kind);
  }
}

function invalid(fault: Fault, detail = 'See errors for what to change'): Problem {
  return new Problem('validation_failed', detail, { extensions: { errors: [fault] } });
}
