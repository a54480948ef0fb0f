import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import type { Faults } from '../../../src/local/payments/faults.ts';
import type { PaymentRow } from '../../../src/local/payments/payments.ts';
import { startPaymentSimulator } from '../../../src/local/payments/simulator.ts';

export const SECRET = 'whsec_of_the_test';

export interface Delivered {
  event: Stripe.Event;
  raw: Buffer;
  signature: string;
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** A simulator, Stripe's own client on it, and a shop that takes its webhooks. @param folder in memory unless told */
export async function openDesk({ folder, timeoutMs = 60_000 }: { folder?: string; timeoutMs?: number } = {}) {
  const simulator = await startPaymentSimulator({ folder, port: 0 });
  const delivered: Delivered[] = [];
  /** Answers 503 that often before it takes one. */
  const shop = { busy: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (shop.busy-- > 0) {
      response.writeHead(503).end();
      return;
    }
    const raw = Buffer.concat(chunks);
    const signature = String(request.headers['stripe-signature']);
    delivered.push({ event: JSON.parse(raw.toString()), raw, signature });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulator.deliverTo({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payment-webhooks/stripe`,
    secret: SECRET,
  });
  const stripe = new Stripe('sk_test_desk', {
    host: '127.0.0.1',
    port: simulator.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
  });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(simulator.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  const close = async () => {
    await simulator.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  let open = true;
  const stop = async () => {
    if (open) await close();
    open = false;
  };
  onTestFinished(stop);
  return {
    simulator,
    stripe,
    delivered,
    shop,
    stop,
    call,
    types: () => delivered.map(({ event }) => event.type),
    faults: async (wished: Partial<Faults>) => void (await call('PUT', '/control/faults', wished)),
    move: (ref: string, move: string, options?: object) =>
      call('POST', `/control/payments/${ref}/${move}`, options),
    row: async (ref: string) => (await call('GET', `/control/payments/${ref}`)).body as PaymentRow,
  };
}
