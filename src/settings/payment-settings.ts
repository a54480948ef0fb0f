import type { SettingReader } from './setting-reader.ts';

/** `manual`: people record the money. `simulator`: the one of `npm start`, no money at all. */
const providerNames = ['manual', 'simulator', 'stripe'] as const;
export type ProviderName = (typeof providerNames)[number];

export interface PaymentSettings {
  /** How long an order that is not paid holds its stock. */
  readonly unpaidOrderMinutes: number;
  /** The same of one that is to be paid with `manual`; 0: as others. */
  readonly manualPaymentHours: number;
  /** Those that an order can be paid with. */
  readonly paymentProviders: readonly ProviderName[];
  /** Where the simulator of `npm start` listens, on this machine. */
  readonly paymentSimulatorPort: number;
  /** The shop's account at Stripe; two secrets while one takes the place of the other, the one in force first. */
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecrets: readonly string[];
    readonly apiUrl: string;
  };
}

/** @param paysNobody a process that never asks a provider: it needs no key */
export function readPaymentSettings(
  { get, integer, listed, required, faults }: SettingReader,
  { paysNobody }: { paysNobody: boolean },
): PaymentSettings {
  const paymentProviders = listed('PAYMENT_PROVIDERS') as ProviderName[];
  if (!paymentProviders.every((name) => providerNames.includes(name)))
    faults.push(`PAYMENT_PROVIDERS must be some of ${providerNames.join(', ')}, separated by commas`);

  const stripeHost = get('STRIPE_API_HOST') ?? 'https://api.stripe.com';
  // A bare name is Stripe's or a proxy's; this machine has no certificate.
  const stripeScheme = /^(localhost|127\.|\[::1\])/.test(stripeHost) ? 'http' : 'https';
  const apiUrl = /^https?:\/\//i.test(stripeHost) ? stripeHost : `${stripeScheme}://${stripeHost}`;
  if (!URL.canParse(apiUrl)) faults.push('STRIPE_API_HOST is not a host such as http://127.0.0.1:8027');
  const secretKey = get('STRIPE_SECRET_KEY');
  if (!paysNobody && paymentProviders.includes('stripe'))
    required('STRIPE_SECRET_KEY', secretKey, 'the key of the account at Stripe, sk_live_…');
  return {
    unpaidOrderMinutes: integer('UNPAID_ORDER_MINUTES', 30, 1, 10_080),
    manualPaymentHours: integer('MANUAL_PAYMENT_HOURS', 0, 0, 2_160),
    paymentProviders,
    paymentSimulatorPort: integer('PAYMENT_SIMULATOR_PORT', 8027, 0, 65_535),
    stripe: { secretKey: secretKey ?? '', webhookSecrets: listed('STRIPE_WEBHOOK_SECRET'), apiUrl },
  };
}
