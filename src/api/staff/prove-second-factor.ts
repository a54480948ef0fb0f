import type { FastifyInstance } from 'fastify';
import { inTransaction } from '../../database/in-transaction.ts';
import { checkCode } from '../../staff/second-factor/check-code.ts';

/**
 * Whether a code of a user's second factor is right; then it is used up.
 *
 * @throws {AccountError} `too_many_failures`
 */
export function proveSecondFactor(app: FastifyInstance, userId: string, code: string): Promise<boolean> {
  return countingCodes(app, userId, () =>
    inTransaction(app.pg, (client) => checkCode(client, app.factorSeal, userId, code)),
  );
}

/**
 * Counts tries of codes for a user, wherever they come from: ten in a quarter of an hour, as whoever makes them knows the
 * password. What comes to nothing was a wrong code.
 *
 * @throws {AccountError} `too_many_failures`
 */
export async function countingCodes<T>(
  app: FastifyInstance,
  userId: string,
  work: () => Promise<T>,
): Promise<T> {
  const name = `second factor ${userId}`;
  await app.loginLimiter.attempt({ email: name, address: name, isKnown: async () => false });
  const result = await work();
  if (result) await app.loginLimiter.succeeded(name, name);
  return result;
}
