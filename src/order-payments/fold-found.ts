import { uuidPattern } from '../ids.ts';
import { adoptPayment } from '../payments/adopt-payment.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Payment } from '../payments/money-state.ts';
import type { Found } from '../payments/provider.ts';
import type { Applied } from './apply-facts.ts';
import type { PaymentContext } from './context.ts';
import { type CarriedRow, findCarried } from './sql/find-carried.ts';

/**
 * Folds in a payment as its provider has it: one that is known by its name, or that carries the id of one of ours, however its
 * name came to be lost. Done twice, it is done once.
 *
 * @returns undefined where it is none of ours
 */
export async function foldFound(
  { pool, fold }: Pick<PaymentContext, 'pool' | 'fold'>,
  provider: string,
  found: Found,
): Promise<Applied | undefined> {
  const { ref, paymentId, facts } = found;
  const values = [provider, ref, uuidPattern.test(paymentId ?? '') ? paymentId : null];
  const { rows } = await pool.query<CarriedRow>({ ...findCarried, values });
  if (!rows[0]) return undefined;
  const { id, orderId } = stateOf<Payment>(rows[0].row);
  return fold({
    orderId,
    provider,
    facts,
    async first(money, now) {
      const own = money.payments.find((one) => one.id === id)!;
      return { requested: await adoptPayment(money, own, found, now) };
    },
  });
}
