import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resetPassword } from '../../accounts/reset-password.ts';
import { addressOf } from '../client-address.ts';
import { hangUpOf } from '../hang-up.ts';

/**
 * Gives an account the password that was chosen with a mailed link: its logins end here at once, and who was stopped for
 * guessing the old one may log in.
 */
export async function resetWithLink(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  chosen: { token: string; password: string },
): Promise<void> {
  const address = addressOf(request);
  const { email, ended } = await resetPassword(app.pg, { ...chosen, address, signal: hangUpOf(reply) });
  for (const login of ended) app.endedLogins.add(login);
  await app.loginLimiter.succeeded(email, address);
}
