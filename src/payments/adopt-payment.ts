import { newId } from '../ids.ts';
import { finish } from './add-facts.ts';
import type { OrderMoney, Payment } from './money-state.ts';
import type { Found } from './provider.ts';
import { type Requested, requestOperation } from './request-operation.ts';

/** What leaves nothing to be ended. */
const over = new Set(['CAPTURED', 'VOIDED', 'EXPIRED']);

/**
 * Takes what a provider calls a payment that carries the id of `own`, whose own name may be another: a provider whose answer
 * was lost has begun it twice. Such a one is a further payment of the order; it is ended, and what it brings counts.
 *
 * @returns what its provider is asked for by that
 */
export async function adoptPayment(
  money: OrderMoney,
  own: Payment,
  { ref, next, facts }: Found,
  now: Date,
): Promise<Requested[]> {
  const named = money.payments.find((one) => one.provider === own.provider && one.ref === ref);
  const taking = named ?? (own.ref === null ? own : undefined);
  if (taking) {
    taking.ref = ref;
    if (taking.open) taking.nextAction = next ?? null;
    money.changedPayments.add(taking);
    const creation = money.operations.find(
      ({ paymentId, kind, finishedAt }) =>
        paymentId === taking.id && kind === 'CREATE' && finishedAt === null,
    );
    if (creation) finish(money, creation, now);
    return [];
  }
  const further: Payment = {
    ...own,
    id: newId(),
    ref,
    status: 'PENDING',
    open: false,
    authorized: 0,
    captured: 0,
    refunded: 0,
    captureBefore: null,
    nextAction: null,
    nextLookAt: null,
    looks: 0,
    createdAt: now,
  };
  money.payments.push(further);
  money.changedPayments.add(further);
  if (facts.some(({ kind }) => over.has(kind))) return [];
  return [
    await requestOperation(money, further, { kind: 'VOID', amount: 0, actor: { role: 'SYSTEM' } }, now),
  ];
}
