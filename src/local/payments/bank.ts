import { randomBytes } from 'node:crypto';
import type { Books } from './books.ts';
import type { Clock } from './clock.ts';
import type { Charge, Dispute, Intent, StripeEvent } from './objects.ts';
import { invalid, type WireError } from './wire-error.ts';

/** Version of the API whose shapes these are. */
const API_VERSION = '2026-10-28.endive';

/** As long as most cards' banks hold money. */
const HELD_MS = 7 * 86_400_000;

export const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

/** Moves money that does not exist: each transition is in the books, and told, before it returns. */
export class Bank {
  constructor(
    readonly books: Books,
    readonly clock: Clock,
    readonly send: (event: StripeEvent) => void,
  ) {}

  tell(type: string, object: object): void {
    const event: StripeEvent = {
      id: newId('evt'),
      object: 'event',
      type,
      api_version: API_VERSION,
      created: this.clock.now(),
      // As it is now, whatever comes.
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
    };
    this.books.put('events', event);
    this.send(event);
  }

  /**
   * What a card's bank does with the payment; `late`: also where it was given up.
   * @param heldMs how long money is held that is not captured at once
   */
  approve(intent: Intent, late = false, heldMs = HELD_MS): void {
    if (!isOpen(intent) && !(late && intent.status === 'canceled')) throw unexpected(intent, 'approved');
    const automatic = intent.capture_method === 'automatic';
    const charge: Charge = {
      ...this.#charge(intent, 'succeeded'),
      amount_captured: automatic ? intent.amount : 0,
      captured: automatic,
      balance_transaction: automatic ? newId('txn') : null,
      ...(automatic ? {} : this.#held(heldMs)),
    };
    this.books.put('charges', charge);
    this.#change(intent, {
      status: automatic ? 'succeeded' : 'requires_capture',
      amount_received: automatic ? intent.amount : 0,
      amount_capturable: automatic ? 0 : intent.amount,
      latest_charge: charge.id,
      last_payment_error: null,
      next_action: null,
    });
    this.tell(automatic ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent);
  }

  decline(intent: Intent, code = 'generic_decline'): void {
    if (!isOpen(intent)) throw unexpected(intent, 'declined');
    // Who is not believed to be who they are is not charged at all.
    const asked = intent.status === 'requires_action';
    const charge = { ...this.#charge(intent, 'failed'), failure_code: 'card_declined' };
    if (!asked) this.books.put('charges', charge);
    this.#change(intent, {
      status: 'requires_payment_method',
      latest_charge: asked ? null : charge.id,
      next_action: null,
      last_payment_error: {
        type: asked ? 'invalid_request_error' : 'card_error',
        code: asked ? 'payment_intent_authentication_failure' : 'card_declined',
        ...(asked ? {} : { decline_code: code }),
        message: 'The payment failed.',
      },
    });
    this.tell('payment_intent.payment_failed', intent);
  }

  /** @param url where the buyer proves who they are */
  askForProof(intent: Intent, url: string, returnUrl: string | null): void {
    if (intent.status !== 'requires_payment_method') throw unexpected(intent, 'confirmed');
    const redirect_to_url = { url, return_url: returnUrl };
    this.#change(intent, {
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url },
    });
    this.tell('payment_intent.requires_action', intent);
  }

  /** A debit or a transfer, of which nobody knows for days whether it comes. */
  payLater(intent: Intent): void {
    if (intent.status !== 'requires_payment_method') throw unexpected(intent, 'confirmed');
    const charge = this.#charge(intent, 'pending');
    this.books.put('charges', charge);
    this.#change(intent, { status: 'processing', latest_charge: charge.id });
    this.tell('payment_intent.processing', intent);
  }

  capture(intent: Intent, amount = intent.amount_capturable): void {
    if (intent.status !== 'requires_capture') throw unexpected(intent, 'captured');
    if (amount > intent.amount_capturable)
      throw invalid('The amount is more than what can be captured.', 'amount_to_capture', 'amount_too_large');
    const charge = this.books.charges.get(intent.latest_charge!)!;
    const released = charge.amount - amount;
    Object.assign(charge, {
      amount_captured: amount,
      captured: true,
      amount_refunded: released,
      balance_transaction: newId('txn'),
    });
    this.books.put('charges', charge);
    // Stripe gives the rest back by a refund that no money moved for.
    if (released > 0) this.#release(charge, released);
    this.#change(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
    this.tell('payment_intent.succeeded', intent);
  }

  cancel(intent: Intent, reason: string): void {
    if (!isOpen(intent) && intent.status !== 'requires_capture') throw unexpected(intent, 'canceled');
    if (intent.status === 'requires_capture') {
      const charge = this.books.charges.get(intent.latest_charge!)!;
      Object.assign(charge, { amount_refunded: charge.amount, refunded: true });
      this.books.put('charges', charge);
      this.#release(charge, charge.amount);
    }
    this.#change(intent, {
      status: 'canceled',
      amount_capturable: 0,
      canceled_at: this.clock.now(),
      cancellation_reason: reason,
      next_action: null,
    });
    this.tell('payment_intent.canceled', intent);
  }

  /** The buyer's bank takes the money back. */
  chargeBack(charge: Charge): Dispute {
    if (!charge.captured || charge.disputed) throw invalid('Only what is captured is disputed, and once.');
    const dispute: Dispute = {
      id: newId('du'),
      object: 'dispute',
      amount: charge.amount_captured,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      reason: 'fraudulent',
      status: 'needs_response',
      created: this.clock.now(),
      livemode: false,
    };
    this.books.put('disputes', dispute);
    this.books.put('charges', Object.assign(charge, { disputed: true }));
    this.tell('charge.dispute.created', dispute);
    return dispute;
  }

  /** The bank that took the money gives it back: the shop was proved right. */
  winDispute(charge: Charge): void {
    const dispute = [...this.books.disputes.values()].findLast(
      (one) => one.charge === charge.id && one.status === 'needs_response',
    );
    if (dispute === undefined) throw invalid('No dispute of it is open.');
    this.books.put('disputes', Object.assign(dispute, { status: 'won' }));
    this.tell('charge.dispute.funds_reinstated', dispute);
    this.tell('charge.dispute.closed', dispute);
  }

  #held(ms: number): Pick<Charge, 'payment_method_details'> {
    const capture_before = this.clock.now() + Math.ceil(ms / 1000);
    return { payment_method_details: { type: 'card', card: { capture_before } } };
  }

  #change(intent: Intent, values: Partial<Intent>): void {
    this.books.put('intents', Object.assign(intent, values));
  }

  #charge(intent: Intent, status: Charge['status']): Charge {
    return {
      // A transfer that was on its way is the charge that arrives, or does not.
      id: intent.status === 'processing' ? intent.latest_charge! : newId('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_captured: 0,
      amount_refunded: 0,
      captured: false,
      refunded: false,
      disputed: false,
      currency: intent.currency,
      status,
      failure_code: null,
      payment_intent: intent.id,
      balance_transaction: null,
      metadata: { ...intent.metadata },
      created: this.clock.now(),
      livemode: false,
    };
  }

  #release(charge: Charge, amount: number): void {
    this.books.put('refunds', {
      id: newId('re'),
      object: 'refund',
      amount,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      status: 'succeeded',
      reason: null,
      balance_transaction: null,
      metadata: {},
      created: this.clock.now(),
    });
  }
}

/** Whether the buyer can still do something. */
export const isOpen = (intent: Intent) =>
  ['requires_payment_method', 'requires_action', 'processing'].includes(intent.status);

function unexpected(intent: Intent, verb: string): WireError {
  return invalid(
    `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}.`,
    undefined,
    'payment_intent_unexpected_state',
  );
}
