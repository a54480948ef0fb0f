import type Stripe from 'stripe';
import { TimeoutError } from '../../async/timeout.ts';
import { ProviderRefused, ProviderUnavailable } from '../provider.ts';

/**
 * What a call that failed comes to.
 * `refused`: Stripe says no, and did nothing. `failed`: it answered that something went wrong, and what it did is done;
 * with `kept` it gives this answer again whenever it is asked under the key. `unknown`: no answer, or one that is for later.
 */
export type Failure =
  | { readonly kind: 'refused'; readonly error: ProviderRefused }
  | { readonly kind: 'failed'; readonly kept: boolean; readonly error: ProviderUnavailable }
  | { readonly kind: 'unknown'; readonly error: ProviderUnavailable };

/** @throws what is neither Stripe's nor the network's */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProviderRefused) return { kind: 'refused', error };
  if (error instanceof ProviderUnavailable) return { kind: 'unknown', error };
  if (error instanceof TimeoutError)
    return { kind: 'unknown', error: new ProviderUnavailable(error.message, { cause: error }) };
  if (!isStripes(error)) throw error;
  const { statusCode, type, code, headers } = error;
  // Its own message may quote what was sent; what it is called does not.
  const unavailable = new ProviderUnavailable(`${type}${statusCode ? ` ${statusCode}` : ''}`, {
    cause: error,
  });
  if (statusCode !== undefined && statusCode >= 500)
    return { kind: 'failed', kept: headers?.['idempotent-replayed'] === 'true', error: unavailable };
  const isNo = type === 'StripeCardError' || type === 'StripeInvalidRequestError';
  // A key of the account that is wrong is mended, too many calls are fewer later, and two calls under one key are one.
  if (!isNo || statusCode === 409 || code === 'lock_timeout') return { kind: 'unknown', error: unavailable };
  return { kind: 'refused', error: new ProviderRefused(error.decline_code || code || type) };
}

/** By its name, and not by its class: the client library is not loaded for looking at it. */
const isStripes = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Error &&
  'type' in error &&
  typeof error.type === 'string' &&
  error.type.startsWith('Stripe');
