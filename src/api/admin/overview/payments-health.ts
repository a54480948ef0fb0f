import { counted, duration } from '../format.ts';
import { degraded, type Health, ok, unknown } from '../health.ts';
import type { Overview } from './collect.ts';

/** Workers look every minute: a look older than this, in ms, is of another time. */
const OLD_MS = 10 * 60_000;

export function paymentsHealth({ payments }: Overview, now = Date.now()): Health {
  if (!payments?.ok) return unknown('PostgreSQL did not say in time how payments stand.');
  const { look, comparison } = payments.value;
  if (!look) return unknown('No worker has looked at payments yet; one does every minute.');
  const age = now - look.notedAt.getTime();
  if (age > OLD_MS) return degraded(`No worker has looked at payments for ${duration(age)}.`);

  const { inDoubt, failedRefunds, unappliedWebhooks, moved } = look.value;
  const { refundsToSend = 0, endingHolds = 0, lackingMoney = 0 } = look.value;
  const differences = comparison?.value.differences ?? 0;
  const person = [
    ...(failedRefunds > 0 ? [`${counted(failedRefunds, 'refund')} failed: try again.`] : []),
    ...(refundsToSend > 0 ? [`To be sent by hand: ${counted(refundsToSend, 'refund')}.`] : []),
    ...(endingHolds > 0
      ? [`Of ${counted(endingHolds, 'payment')} the held money is let go within a day: ship or capture.`]
      : []),
    ...(lackingMoney > 0
      ? [`Of ${counted(lackingMoney, 'placed order')} the held money is gone: ask for it anew, or cancel.`]
      : []),
    ...(moved.some(({ kind }) => kind === 'CHARGEBACK')
      ? ['A customer’s bank took money back: answer it at the provider.']
      : []),
    ...(differences > 0
      ? [`Of ${counted(differences, 'payment')} the provider says something else than the shop.`]
      : []),
  ];
  if (person.length > 0) return degraded(person.join(' '), 'Needs you');
  if (inDoubt > 0) {
    const ask = `Of ${counted(inDoubt, 'request')} to a provider nobody knows yet whether it was done`;
    return degraded(`${ask}; each is asked for again.`, 'Waiting');
  }
  if (unappliedWebhooks > 0)
    return degraded(`Not applied yet: ${counted(unappliedWebhooks, 'message')} of providers.`);
  return ok('No payment needs a person.');
}
