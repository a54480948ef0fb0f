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
  const { email, ended, owes } = await resetPassword(app.pg, app.linkKey, {
    ...chosen,
    address,
    signal: hangUpOf(reply),
  });
  app.jobs.publish(owes);
  for (const login of ended) app.endedLogins.add(login);
  await app.loginLimiter.succeeded(email, address);
}
