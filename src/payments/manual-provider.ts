import type { Fact, FactKind, PaymentProvider } from './provider.ts';

/**
 * Bank transfers and cash: people record what has come and what they gave back. It asks nobody, so that what is recorded
 * holds at once; its payments may come in parts.
 */
export const manualProvider: PaymentProvider = {
  name: 'manual',
  can: { manualCapture: true, partialCapture: true, partialRefund: true, retrieve: false, list: false },
  keyLifetimeMs: Number.POSITIVE_INFINITY,
  timeoutMs: 0,
  isLocal: true,
  async create({ paymentId }) {
    return { ref: paymentId, facts: [] };
  },
  async capture(ref, amount, currency, key) {
    return [fact('CAPTURED', ref, key, { amount, currency })];
  },
  async cancel(ref) {
    // Money moves by hand alone: of what is ended nothing is held.
    return [fact('VOIDED', ref, ref, { amount: 0, currency: 'XXX' })];
  },
  async refund(ref, amount, currency, refundId, key) {
    return [{ ...fact('REFUNDED', ref, key, { amount, currency }), refundId }];
  },
};

const fact = (
  kind: FactKind,
  ref: string,
  factRef: string,
  of: { amount: number; currency: string },
): Fact => ({
  ref,
  kind,
  factRef,
  ...of,
  at: new Date(),
});
