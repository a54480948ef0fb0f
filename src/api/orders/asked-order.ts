import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { Problem } from '../../errors.ts';
import { isKeyOfOther } from '../../idempotency/is-key-of-other.ts';
import { type GivenDetails, orderDetails } from '../../orders/order-details.ts';
import type { PlaceOrderCommand } from '../../orders/outcome.ts';
import { createMailKeys } from '../../rates/buyer-key.ts';
import { isWithin } from '../plugins/value-size.ts';
import type { PlaceOrderBody } from './schemas.ts';
import { termsOf } from './terms.ts';

type Body = Exclude<Static<typeof PlaceOrderBody>, null> | undefined;

/**
 * Reads what a request asks to order. A key that stands for an order says more than "not valid": a request that is refused
 * before anything is ordered hears of that first. One that is not refused costs no look at the key here: the transaction
 * that places the order takes the key and reads it.
 *
 * @param app for its settings and its database
 * @returns for a route with `attachValidation`; it throws what is wrong with the request
 */
export function createOrderReader(
  app: FastifyInstance,
): (request: FastifyRequest) => Promise<PlaceOrderCommand> {
  const { jwtSecret, pricesIncludeTax } = app.config;
  const mailKey = createMailKeys(jwtSecret);

  const commandOf = ({ body: given, headers, user, validationError }: FastifyRequest): PlaceOrderCommand => {
    if (validationError) throw validationError;
    const body = (given ?? undefined) as Body;
    const { sub: userId, role } = user;
    const key = keyOf(headers);
    const fingerprint = fingerprintOf(body);
    const asked = termsOf(body, { userId, isGuest: role === 'GUEST', pricesIncludeTax, mailKey });
    return {
      userId,
      ...detailsOf(body),
      ...(asked && { asked }),
      ...paymentOf(app, body),
      ...(key === undefined ? {} : { idempotency: { key, fingerprint } }),
    };
  };
  return async (request) => {
    try {
      return commandOf(request);
    } catch (refusal) {
      await refuseKeyOfOther(app, request);
      throw refusal;
    }
  };
}

/** @throws {Problem} idempotency_key_reused */
async function refuseKeyOfOther(
  { pg }: FastifyInstance,
  { body, headers, user }: FastifyRequest,
): Promise<void> {
  const key = keyOf(headers);
  // Where the body is beyond bounds it was never taken under any key: the schema says what is wrong with it.
  if (key === undefined || !isWithin(body, FINGERPRINTED)) return;
  const claim = { userId: user.sub, key, fingerprint: fingerprintOf(body) };
  if (await isKeyOfOther(pg, claim)) throw new Problem('idempotency_key_reused');
}

function keyOf(headers: FastifyRequest['headers']): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
}

function detailsOf(body: GivenDetails | undefined) {
  const details = body && orderDetails(body);
  return details && { details };
}

/** @throws {Problem} unknown_payment_provider */
function paymentOf({ config }: FastifyInstance, body: Body) {
  if (!body?.payment) return undefined;
  const { provider, capture = 'automatic' } = body.payment;
  if (!config.paymentProviders.includes(provider)) throw new Problem('unknown_payment_provider');
  return { payment: { provider, capture, unpaidMs: config.unpaidOrderMinutes * 60_000 } };
}

/** Writing a body as JSON again recurses: deeper than this is no request of this API. */
const FINGERPRINTED = { values: Infinity, characters: Infinity, depth: 100 };
const FINGERPRINT_OF_NOTHING = hash('sha256', '', 'buffer');

function fingerprintOf(body: unknown): Buffer {
  return isEmptyBody(body) ? FINGERPRINT_OF_NOTHING : hash('sha256', JSON.stringify(body), 'buffer');
}

/** No body and an empty one are the same request. */
function isEmptyBody(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
}
