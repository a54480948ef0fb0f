import { createStripeProvider } from '../../../src/payments/stripe/stripe-provider.ts';
import { openDesk, SECRET } from '../../local/payments/desk.ts';

/** Stripe's adapter on a simulator of its own. @param timeoutMs of each call */
export async function atTheSimulator(timeoutMs = 60_000) {
  const desk = await openDesk();
  const provider = createStripeProvider({
    secretKey: 'sk_test_shop',
    webhookSecrets: ['whsec_next', SECRET],
    apiUrl: desk.simulator.url,
    timeoutMs,
  });
  let made = 0;
  const begin = (more: object = {}) =>
    provider.create({
      paymentId: `payment-${++made}`,
      orderId: `order-${made}`,
      amount: 1250,
      currency: 'GBP',
      capture: 'automatic',
      expiresAt: new Date(Date.now() + 1_800_000),
      key: `key-${made}`,
      ...more,
    });
  return {
    desk,
    provider,
    begin,
    count: async () => ((await desk.call('GET', '/control/payments')).body as []).length,
  };
}

export const RETURN_URL = 'https://shop.example/orders/1?paid';
