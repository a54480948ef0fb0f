import type { PaymentProvider } from '../provider.ts';
import { createStripeProvider } from './stripe-provider.ts';

/** What the simulator of `npm start` signs its webhooks with; they are hints, and its money is none. */
const WEBHOOK_SECRET = 'whsec_simulator';

/** The simulator on this machine: Stripe's adapter, under another name. */
export function createSimulatorProvider(port: number): PaymentProvider {
  return createStripeProvider({
    name: 'simulator',
    secretKey: 'sk_test_simulator',
    webhookSecrets: [WEBHOOK_SECRET],
    apiUrl: `http://127.0.0.1:${port}`,
  });
}
