import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';
import { startEntry } from '../../setup/entry-process.ts';
import { until } from '../../setup/wait.ts';
import { dataFolder } from '../folder.ts';

test('alone, it stands in for Stripe, signs with the secret of the shop, and comes back after kill -9', async () => {
  const { dataDir } = dataFolder();
  const signatures: string[] = [];
  let body = '';
  const shop = createServer(async (request, response) => {
    body = '';
    for await (const chunk of request) body += chunk;
    signatures.push(String(request.headers['stripe-signature']));
    response.end();
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void shop.close());
  const settings = {
    DATA_DIR: dataDir,
    PORT: String((shop.address() as AddressInfo).port),
    PAYMENT_PROVIDERS: 'stripe',
    STRIPE_SECRET_KEY: 'sk_test_x',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_shop,whsec_old',
    PAYMENT_SIMULATOR_PORT: '0',
  };
  const start = async () => {
    const simulator = startEntry('bin/local/payment-simulator.js', settings);
    onTestFinished(() => void simulator.child.kill('SIGKILL'));
    const url = (await simulator.ready).url!;
    const { port } = new URL(url);
    const stripe = new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
    return { simulator, url, stripe };
  };
  const first = await start();
  const create = ({ stripe }: typeof first) =>
    stripe.paymentIntents.create({ amount: 500, currency: 'kwd' }, { idempotencyKey: 'k' });
  const { id } = await create(first);
  await first.simulator.stop('SIGKILL');

  const second = await start();
  expect((await create(second)).id).toBe(id);
  await fetch(`${second.url}/control/payments/${id}/approve`, { method: 'POST' });
  await until('the shop hears of it', () => signatures.length > 0);
  const event = second.stripe.webhooks.constructEvent(body, signatures[0]!, 'whsec_of_the_shop');
  expect(event).toMatchObject({ type: 'payment_intent.succeeded', data: { object: { id } } });
  expect(await second.simulator.stop()).toBe(0);
});
