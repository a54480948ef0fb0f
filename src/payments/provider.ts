import type { FactKind } from '../entities/payment-entry.entity.ts';

/** What a provider can do beside taking money. */
export interface ProviderAbilities {
  /** Holds money first and takes it later. */
  readonly manualCapture: boolean;
  readonly partialCapture: boolean;
  readonly partialRefund: boolean;
  /** Says how a payment stands when it is asked: its webhooks are then but hints. */
  readonly retrieve: boolean;
  /** Lists its payments, for the daily comparison. */
  readonly list: boolean;
}

export { type FactKind, factKinds } from '../entities/payment-entry.entity.ts';

/** One thing that happened to a payment at its provider. The same fact, told again, has the same kind and `factRef`. */
export interface Fact {
  /** The payment at the provider. */
  readonly ref: string;
  readonly kind: FactKind;
  /** What happened, at the provider: a charge, a capture, a refund, a dispute. */
  readonly factRef: string;
  /** Minor units of ISO 4217, positive; 0 where no money moved. */
  readonly amount: number;
  readonly currency: string;
  readonly at: Date;
  /** Of money that is held: what is not captured by then is let go. */
  readonly captureBefore?: Date;
  /** Of a refund that was asked for: the id under which it was. */
  readonly refundId?: string;
  /** Why it failed, in the provider's words: a code, nothing personal. */
  readonly reason?: string;
}

/** What the buyer does next. */
export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'clientSecret'; readonly value: string };

export interface CreatePayment {
  /** Ids of Holdfast, which the provider keeps with the payment. */
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  /** Way of paying, in the provider's words. */
  readonly method?: string | undefined;
  /** Where the buyer comes back to. Given: they are sent to a page of the provider's. */
  readonly returnUrl?: string | undefined;
  /** The attempt is not worth anything afterwards. */
  readonly expiresAt: Date;
  /** When the provider was told of it first, or is now. */
  readonly firstSentAt: Date;
  readonly key: string;
}

/** A payment as its provider has it. */
export interface Found {
  /** What the provider calls it, whatever else it was asked for by. */
  readonly ref: string;
  /** The id of Holdfast that it carries. */
  readonly paymentId?: string | undefined;
  readonly facts: Fact[];
  readonly next?: NextAction | undefined;
}

/** What a webhook says, once its signature is believed. */
export interface Received {
  readonly eventId?: string | undefined;
  /** Payments at the provider that it is about, and the ids of Holdfast that it carries. */
  readonly refs: readonly string[];
  readonly paymentIds?: readonly string[];
  /** Where the provider cannot be asked: what it says is all there is. */
  readonly facts?: readonly Fact[];
}

/**
 * A way to take money. Pure input and output: no database, no state. Every call that changes something carries a key
 * that was committed before the first try: the same key again does the same once.
 *
 * All calls throw ProviderRefused and ProviderUnavailable; each ends within `timeoutMs`.
 */
export interface PaymentProvider {
  readonly name: string;
  readonly can: ProviderAbilities;
  /** How long the provider knows a key. After it: look first. */
  readonly keyLifetimeMs: number;
  readonly timeoutMs: number;
  /** Asks nobody: it answers at once, and is called in the transaction that decides. */
  readonly isLocal?: boolean;
  create(payment: CreatePayment): Promise<{ ref: string; next?: NextAction | undefined; facts: Fact[] }>;
  /** @returns all facts of the payment that the answer tells */
  capture(ref: string, amount: number, currency: string, key: string): Promise<Fact[]>;
  /** Ends what is not captured. A payment that is captured is refused. */
  cancel(ref: string, key: string): Promise<Fact[]>;
  refund(ref: string, amount: number, currency: string, refundId: string, key: string): Promise<Fact[]>;
  /** The truth: all that happened to the payment, and what the buyer has to do next while it waits for them. */
  retrieve?(ref: string): Promise<Found>;
  /** The same of every payment that was begun since then, oldest or newest first. */
  list?(since: Date): AsyncIterable<Found>;
  /** @throws {InvalidSignature} */
  receive?(raw: Buffer, headers: Readonly<Record<string, string | string[] | undefined>>): Received;
}

/** The provider says no, for good: nothing happened. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';

  /** @param code of the provider, nothing personal */
  constructor(readonly code: string) {
    super(`the payment provider refused: ${code}`);
  }
}

/** Nobody knows whether it happened: the same again, under the same key. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';

  constructor(why: string, options?: ErrorOptions) {
    super(`the payment provider did not answer: ${why}`, options);
  }
}

/** The webhook is not from the provider, or is too old. */
export class InvalidSignature extends Error {
  override readonly name = 'InvalidSignature';
}
