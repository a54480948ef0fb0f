import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import { simulatorVictim } from '../chaos/payment-victims.ts';
import { startBareJobs } from '../setup/bare-jobs.ts';
import { closedLoop, expectStatus } from '../setup/closed-loop.ts';
import { requestOf } from '../setup/connection.ts';
import { serverPids, startCpu } from '../setup/cpu-shares.ts';
import { fillCarts, fillShop, tokenOf } from '../setup/fill.ts';
import { median } from '../setup/median.ts';
import { startMailServer, startWorker } from '../setup/processes.ts';
import { type BenchShop, JWT_SECRET } from '../setup/shop.ts';
import { until } from '../setup/until.ts';

const PRODUCTS = 1_000;
/** Connections that bring webhooks, and that buy and pay before: their provider's answer is waited for. */
const CONNECTIONS = 32;
const BUYING = 8;
/** After one that warms the processes up. */
const ROUNDS = 3;
const BARE_CONCURRENCY = 100;
const SECRET = 'whsec_of_the_bench';

/** A payment that is approved at the provider, of which the shop has not heard. */
interface Approved {
  ref: string;
  orderId: string;
  paymentId: string;
}

/**
 * Orders that wait for money are paid at the provider, which tells nobody; then their webhooks come, signed, as fast as they are taken,
 * until every order is placed. Beside it, bare jobs of the same queue.
 */
export async function foldWebhooks(shop: BenchShop, orders: number): Promise<void> {
  if (shop.redisUrl === undefined) throw new Error('this benchmark needs Redis');
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-payments-'));
  const dist = new URL('../../', import.meta.url);
  const simulator = await simulatorVictim(dist, folder, { url: 'http://127.0.0.1:9', secret: SECRET });
  const mailServer = await startMailServer();
  try {
    await fillShop(shop.pool, orders, PRODUCTS);
    const env = {
      JWT_SECRET,
      PAYMENT_PROVIDERS: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_bench',
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_HOST: simulator.url,
      UNPAID_ORDER_MINUTES: '600',
    };
    const api = await shop.startApi(env);
    const worker = await startWorker(shop, mailServer.url, env);
    const bare = await startBareJobs(shop.redisUrl, BARE_CONCURRENCY);
    await control('faults', 'PUT', { loseWebhooks: 1 });
    const pids = { API: api.pid, worker: worker.pid, ...(await serverPids(shop)) };
    console.log(`${orders} webhooks that place an order each, a second`);
    const ratios: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const paid = await payAll(api.url);
      const jobs = await bare.measure(orders);
      const cpu = startCpu(pids);
      const began = performance.now();
      await closedLoop(api.url, { connections: CONNECTIONS, amount: orders }, async (connection, n) => {
        expectStatus(await connection.send(webhook(paid[n]!)), 200);
      });
      const taken = orders / ((performance.now() - began) / 1_000);
      await until(async () => {
        const { rowCount } = await shop.pool.query(`select from orders where status = 'PENDING' limit 1`);
        return rowCount === 0;
      });
      const folded = orders / ((performance.now() - began) / 1_000);
      const shares = Object.entries(cpu()).map(([name, ms]) => `${name} ${(ms / orders).toFixed(2)}`);
      console.log(
        `  taken ${taken.toFixed(0)}, folded ${folded.toFixed(0)}, bare jobs ${jobs.toFixed(0)}; CPU ms each: ${shares.join(', ')}`,
      );
      if (round > 0) ratios.push(folded / jobs);
    }
    console.log(`webhooks folded against bare jobs: ${median(ratios).toFixed(3)} x (median)`);
    await Promise.all([bare.stop(), worker.stop(), api.stop()]);
  } finally {
    mailServer.stop();
    await simulator.kill();
    rmSync(folder, { recursive: true, force: true });
  }

  async function payAll(url: string): Promise<Approved[]> {
    await fillCarts(shop.pool, orders, PRODUCTS, 1);
    const approved: Approved[] = [];
    await closedLoop(url, { connections: BUYING, amount: orders }, async (connection, n) => {
      const post = async (path: string, body: object) => {
        const request = requestOf('POST', path, { token: tokenOf(n + 1), key: randomUUID(), body });
        return JSON.parse(expectStatus(await connection.send(request), 201).body) as { id: string };
      };
      const { id: orderId } = await post('/orders', { payment: { provider: 'stripe' } });
      const { id: paymentId } = await post(`/orders/${orderId}/payments`, { provider: 'stripe' });
      const [held] = (await control(`payments?orderId=${orderId}`, 'GET')) as { ref: string }[];
      await control(`payments/${held!.ref}/approve`, 'POST', {});
      approved.push({ ref: held!.ref, orderId, paymentId });
    });
    return approved;
  }

  async function control(path: string, method: string, body?: object): Promise<unknown> {
    const init = { method, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${simulator.url}/control/${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }
}

function webhook({ ref, orderId, paymentId }: Approved): string {
  const event = {
    id: `evt_${randomUUID()}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: ref, object: 'payment_intent', metadata: { orderId, paymentId } } },
  };
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
  return requestOf('POST', '/payment-webhooks/stripe', {
    headers: { 'stripe-signature': signature },
    body: event,
  });
}
