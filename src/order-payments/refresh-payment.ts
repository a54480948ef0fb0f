import type { Payment } from '../payments/money-state.ts';
import { type Found, type PaymentProvider, ProviderRefused } from '../payments/provider.ts';
import type { Applied } from './apply-facts.ts';
import type { PaymentContext } from './context.ts';

/** How a provider says that a payment stands; undefined where it cannot be asked, or knows no such payment. */
export async function askProvider(
  provider: PaymentProvider,
  { ref }: Pick<Payment, 'ref'>,
): Promise<Found | undefined> {
  if (!provider.retrieve || ref === null) return undefined;
  try {
    return await provider.retrieve(ref);
  } catch (error) {
    if (error instanceof ProviderRefused) return undefined;
    throw error;
  }
}

/**
 * Asks the provider how a payment stands, and folds in what it says. What a webhook said or will say is the same.
 *
 * @returns undefined where it cannot be asked
 * @throws {ProviderUnavailable}
 */
export async function refreshPayment(
  { providers, fold }: PaymentContext,
  payment: Pick<Payment, 'id' | 'orderId' | 'provider' | 'ref'>,
): Promise<Applied | undefined> {
  const provider = providers.get(payment.provider);
  const answer = provider && (await askProvider(provider, payment));
  if (!answer) return undefined;
  return fold({
    orderId: payment.orderId,
    provider: payment.provider,
    facts: answer.facts,
    first(money) {
      const own = money.payments.find(({ id }) => id === payment.id);
      if (!own?.open) return undefined;
      own.nextAction = answer.next ?? null;
      money.changedPayments.add(own);
      return undefined;
    },
  });
}
