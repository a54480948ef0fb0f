import type { FastifyInstance } from 'fastify';
import { AccountError } from '../../accounts/account-error.ts';
import { Problem } from '../../errors.ts';
import { secondFactorOf } from '../../staff/second-factor/second-factor.ts';
import { proveSecondFactor } from '../staff/prove-second-factor.ts';

/**
 * The second step of a login of somebody who works here and has a second factor; of others nothing is asked.
 *
 * @throws {Problem} `second_factor_required` @throws {AccountError} `wrong_credentials`, `too_many_failures`
 */
export async function askForCode(
  app: FastifyInstance,
  user: { id: string },
  code: string | undefined,
): Promise<void> {
  if (!(await secondFactorOf(app.pg, user.id)).isOn) return;
  if (code === undefined) throw new Problem('second_factor_required');
  if (!(await proveSecondFactor(app, user.id, code))) throw new AccountError({ kind: 'wrong_credentials' });
}
