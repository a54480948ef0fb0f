import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { freePort } from '../../src/local/free-port.ts';
import { JWT_SECRET } from '../setup/shop.ts';
import { countMoney, type MoneyFigures } from './count-money.ts';
import { fillChaosShop } from './customers.ts';
import { type MonkeySettings, runMonkey } from './monkey.ts';
import { customersOf, orderAndPay, type Paid } from './payers.ts';
import { postgresVictim, simulatorVictim } from './payment-victims.ts';
import { forkVictim, redisVictim, type Victim } from './victims.ts';

export interface PaymentChaosOptions {
  /** Where the compiled code is. */
  dist: URL;
  /** An empty folder for all services. */
  dataDir: string;
  orders: number;
  buyers: number;
  /** The orders are placed evenly over this time. */
  placeWithinMs: number;
  monkey: MonkeySettings;
  /** How long the money may take after the last kill and the last order. */
  patienceMs: number;
}

export interface PaymentChaosFigures extends MoneyFigures {
  kills: Record<string, number>;
  fates: Record<string, number>;
  acknowledged: number;
  repeated: number;
  placingSeconds: number;
  settledSeconds: number;
}

const SECRET = 'whsec_of_the_chaos';
const PRODUCTS = 200;
const OPERATOR = 0;
/** A tenth of the webhooks each; now and then some calls are carried out and answered with 500. */
const FAULTS = { loseWebhooks: 0.1, doubleWebhooks: 0.1, reorderWebhooks: 0.1, failAfterDoing: 3 };
const FAULTS_EVERY_MS = 1_000;

/** Orders and payments while everything is killed that can be; then waits for the money to settle, and counts it. */
export async function runPaymentChaos(options: PaymentChaosOptions): Promise<PaymentChaosFigures> {
  const { dataDir, dist } = options;
  const running: Victim[] = [];
  const add = <V extends Victim>(victim: V): V => {
    running.push(victim);
    return victim;
  };
  const trouble = new AbortController();
  const postgres = add(await postgresVictim(dataDir));
  await migrateToHead(postgres.url);
  const pool = createPool(postgres.url, { applicationName: 'chaos', max: 2 });
  try {
    await fillChaosShop(pool, customersOf(options.buyers));
    const redis = add(await redisVictim(dataDir, 'full'));
    const sinkEnv = { MAILS: join(dataDir, 'mails') };
    const sink = await forkVictim('mail server', new URL('bench/chaos/mail-sink.js', dist), sinkEnv);
    const ports = [await freePort(), await freePort()];
    // The first one takes the webhooks: while it is down, they come again.
    const webhooks = { url: `http://127.0.0.1:${ports[0]}/payment-webhooks/stripe`, secret: SECRET };
    const simulator = add(await simulatorVictim(dist, dataDir, webhooks));
    const env = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      SMTP_URL: sink.url,
      JWT_SECRET,
      RATE_LIMIT_ENABLED: 'false',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      UNPAID_ORDER_MINUTES: '1',
      PAYMENT_PROVIDERS: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_chaos',
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_HOST: simulator.url,
    };
    const apis = [];
    for (const port of ports)
      apis.push(add(await forkVictim('API', new URL('src/bin/api.js', dist), env, [], port)));
    add(await forkVictim('worker', new URL('src/bin/worker.js', dist), env));

    void causeFaults(simulator.url, trouble.signal);
    const began = performance.now();
    const [paid, kills] = await Promise.all([
      orderAndPay({
        apis: apis.map((api) => api.url),
        simulator: simulator.url,
        orders: options.orders,
        buyers: options.buyers,
        products: PRODUCTS,
        withinMs: options.placeWithinMs,
        operator: OPERATOR,
      }),
      runMonkey(running, options.monkey),
    ]);
    const placingSeconds = (performance.now() - began) / 1_000;
    trouble.abort();
    await fetch(`${simulator.url}/control/faults`, { method: 'DELETE' });
    await untilSettled(pool, options.patienceMs);
    const settledSeconds = (performance.now() - began) / 1_000;
    running.push(sink);
    return {
      kills,
      ...words(paid),
      placingSeconds,
      settledSeconds,
      ...(await countMoney(pool, simulator.url)),
    };
  } finally {
    trouble.abort();
    await pool.end();
    for (const victim of running.reverse()) await victim.kill();
  }
}

const words = ({ orders, repeated, fates }: Paid) => ({ acknowledged: orders.size, repeated, fates });

/** Again and again: a provider that was killed forgets them, and used-up ones are renewed. */
async function causeFaults(simulator: string, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const body = JSON.stringify(FAULTS);
    await fetch(`${simulator}/control/faults`, { method: 'PUT', body }).catch(() => {});
    await sleep(FAULTS_EVERY_MS, undefined, { signal: until }).catch(() => {});
  }
}

/** Comes back when nothing waits for money any more, or when patience ends: the figures tell which. */
async function untilSettled(pool: ReturnType<typeof createPool>, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const { rows } = await pool.query<{ left: number }>(
      `select (select count(*) from orders where status = 'PENDING')
            + (select count(*) from payment_operations where finished_at is null)
            + (select count(*) from outbox_messages where settled_at is null) as left`,
    );
    if (Number(rows[0]!.left) === 0) return;
    await sleep(500);
  }
}
