import { manualProvider } from './manual-provider.ts';
import type { PaymentProvider } from './provider.ts';
import { createSimulatorProvider } from './stripe/simulator-provider.ts';
import { createStripeProvider } from './stripe/stripe-provider.ts';

/** Those that an order can be paid with, by name. */
export type Providers = ReadonlyMap<string, PaymentProvider>;

/** What the adapters need to know. */
export interface ProviderSettings {
  readonly paymentProviders: readonly (keyof typeof makers)[];
  readonly paymentSimulatorPort: number;
  readonly stripe: Parameters<typeof createStripeProvider>[0];
}

/** Makes the providers that PAYMENT_PROVIDERS names. They connect to nobody until they are asked something. */
export function createProviders(settings: ProviderSettings): Providers {
  return new Map(settings.paymentProviders.map((name) => [name, makers[name](settings)]));
}

const makers = {
  manual: () => manualProvider,
  simulator: ({ paymentSimulatorPort }: ProviderSettings) => createSimulatorProvider(paymentSimulatorPort),
  stripe: ({ stripe }: ProviderSettings) => createStripeProvider(stripe),
} as const satisfies Record<string, (settings: ProviderSettings) => PaymentProvider>;
