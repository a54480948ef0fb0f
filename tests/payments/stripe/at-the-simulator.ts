import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createStripeProvider } from '../../../src/payments/stripe/stripe-provider.ts';
import { type Desk, openDesk, SECRET } from '../../local/payments/desk.ts';

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
      firstSentAt: new Date(),
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

/** The adapter of a shop whose buyers pay just before a request with this path arrives. */
export async function payingBefore(desk: Desk, path: RegExp) {
  const proxy = createServer(async (request, response) => {
    const ref = /cs_test_\w+/.exec(request.url!)?.[0];
    if (ref !== undefined && path.test(request.url!)) await desk.move(ref, 'approve');
    const { method, headers } = request;
    const onward = ask(desk.simulator.url + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return createStripeProvider({
    secretKey: 'sk_test_shop',
    webhookSecrets: [],
    apiUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    timeoutMs: 60_000,
  });
}
