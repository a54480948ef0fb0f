import type { Bank } from './bank.ts';
import type { Charge, Intent } from './objects.ts';
import type { Payment } from './payments.ts';
import { failRefund, refund } from './refunds.ts';
import { follow, intentOf } from './sessions.ts';
import { invalid } from './wire-error.ts';

/** What a buyer, a bank or the shop's own dashboard does with a payment; by the name in the path. */
export const moves = {
  approve: (bank, payment, { late, heldMs }) =>
    onPage(bank, payment, (intent) => bank.approve(intent, late, heldMs), late),
  decline: (bank, payment) => onPage(bank, payment, (intent) => bank.decline(intent)),
  /** The buyer closes the page. It stays open at the provider, as a page does. */
  abandon: ({ books }, { session, intent }) => {
    if (session) books.put('sessions', Object.assign(session, { abandoned: true }));
    else books.put('intents', Object.assign(intent!, { abandoned: true }));
  },
  'require-action': (bank, payment, { page }) =>
    onPage(bank, payment, (intent) => bank.askForProof(intent, page, payment.session?.success_url ?? null)),
  'pay-later': (bank, payment) => onPage(bank, payment, (intent) => bank.payLater(intent)),
  'charge-back': (bank, payment) => void bank.chargeBack(chargeOf(bank, payment)),
  'win-dispute': (bank, payment) => bank.winDispute(chargeOf(bank, payment)),
  refund: (bank, payment, { amount }) => {
    chargeOf(bank, payment);
    refund(bank, payment.intent!, { amount, reason: null, metadata: {} }, false);
  },
  /** The latest refund turns out not to have arrived. */
  'fail-refund': (bank, payment) => {
    const made = [...bank.books.refunds.values()].findLast(
      (one) =>
        one.payment_intent === payment.intent?.id &&
        one.status !== 'failed' &&
        one.balance_transaction !== null,
    );
    if (made === undefined) throw invalid('There is no refund that could fail.');
    failRefund(bank, made);
  },
} satisfies Record<string, (bank: Bank, payment: Payment, options: MoveOptions) => void>;

export type Move = keyof typeof moves;

export interface MoveOptions {
  /** Of the payment here, where a buyer proves who they are. */
  page: string;
  /** Approved although it was given up: a bank that did not hear of it. */
  late: boolean;
  /** How long money is held that is not captured at once; seven days unless told. */
  heldMs?: number | undefined;
  /** Of a refund; all that is left unless told. */
  amount?: number | undefined;
}

export const isMove = (name: string): name is Move => Object.hasOwn(moves, name);

function onPage(bank: Bank, { session, intent }: Payment, act: (intent: Intent) => void, late = false): void {
  if (session?.status === 'expired' && !late) throw invalid('This page has expired.');
  const acted = session === undefined ? intent! : intentOf(bank, session);
  act(acted);
  if (session !== undefined) follow(bank, session, acted);
}

function chargeOf(bank: Bank, { intent }: Payment): Charge {
  const charge = bank.books.charges.get(intent?.latest_charge ?? '');
  if (charge === undefined || !charge.captured) throw invalid('Nothing is captured.');
  return charge;
}
