import { manualProvider } from './manual-provider.ts';
import type { PaymentProvider } from './provider.ts';

/** Those that an order can be paid with, by name. */
export type Providers = ReadonlyMap<string, PaymentProvider>;

/** What the adapters need to know. */
export interface ProviderSettings {
  readonly paymentProviders: readonly string[];
}

/** Makes the providers that PAYMENT_PROVIDERS names; `manual` is always there for those that began with it. */
export function createProviders({ paymentProviders }: ProviderSettings): Providers {
  const made = paymentProviders.map((name) => [name, makers[name]!()] as const);
  return new Map(made);
}

const makers: Readonly<Record<string, () => PaymentProvider>> = {
  manual: () => manualProvider,
};
