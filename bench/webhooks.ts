import { randomUUID } from 'node:crypto';
import { inTransaction } from '../src/database/in-transaction.ts';
import { createEndpoint } from '../src/webhooks/change-endpoints.ts';
import { secretSeal } from '../src/webhooks/endpoint-secrets.ts';
import { startBareJobs } from './setup/bare-jobs.ts';
import { closedLoop, expectStatus } from './setup/closed-loop.ts';
import { requestOf } from './setup/connection.ts';
import { fillCarts, fillShop, tokenOf } from './setup/fill.ts';
import { median } from './setup/median.ts';
import { placeOrders } from './setup/owed-mails.ts';
import { startMailServer, startReceiver, startWorker } from './setup/processes.ts';
import { JWT_SECRET, openShop } from './setup/shop.ts';
import { until } from './setup/until.ts';

/** Events that are sent in a round, and bare jobs of the reference. */
const [EVENTS = 5_000] = process.argv.slice(2).map(Number).filter(Boolean);
const CHUNK = 500;
const POLL_MS = 20;
const USERS = 1_000;
/** The first warms everything up and does not count. */
const ROUNDS = 4;
const BARE_CONCURRENCY = 100;
/** Connections that order meanwhile, and orders of a round. */
const CONNECTIONS = 64;
const ORDERS = 6_000;
const ENDPOINTS = 3;

const shop = await openShop();
const [mailServer, receiver] = [await startMailServer(), await startReceiver()];
try {
  if (shop.redisUrl === undefined) throw new Error('this benchmark needs Redis');
  await fillShop(shop.pool, ORDERS, 100);
  const bare = await startBareJobs(shop.redisUrl, BARE_CONCURRENCY);
  const worker = await startWorker(shop, mailServer.url, {
    JWT_SECRET,
    WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
  });
  const api = await shop.startApi();

  await listen('order.placed');
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const jobs = await bare.measure(EVENTS);
    const { received } = await receiver.counts();
    const events = await rateOf(async () => {
      for (let n = 0; n < EVENTS; n += CHUNK) await placeOrders(shop.pool, CHUNK, USERS);
      await until(async () => (await receiver.counts()).received >= received + EVENTS, POLL_MS);
    });
    if (round > 0) ratios.push(events / jobs);
    console.log(
      `  ${round === 0 ? 'warm-up: ' : ''}events taken ${events.toFixed(0)}/s, bare jobs ${jobs.toFixed(0)}/s`,
    );
  }
  const { received, different } = await receiver.counts();
  console.log(`  ${received} taken, ${different} different; median ratio ${median(ratios).toFixed(2)}`);
  await shop.pool.query('update webhook_endpoints set enabled = false');

  for (let n = 0; n < ENDPOINTS; n++) await listen('product.*', false);
  const slower: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rates: number[] = [];
    for (const enabled of round % 2 === 0 ? [false, true] : [true, false]) {
      await shop.pool.query(`update webhook_endpoints set enabled = $1 where types = '{product.*}'`, [
        enabled,
      ]);
      rates[enabled ? 1 : 0] = await orderAll();
    }
    const [alone, listened] = rates as [number, number];
    if (round > 0) slower.push(listened / alone);
    console.log(
      `  ${round === 0 ? 'warm-up: ' : ''}orders ${alone.toFixed(0)}/s, with ${ENDPOINTS} endpoints for stock ${listened.toFixed(0)}/s`,
    );
  }
  console.log(
    `  orders with ${ENDPOINTS} endpoints for stock, against none: ${median(slower).toFixed(2)} x (median)`,
  );
  await Promise.all([worker.stop(), bare.stop(), api.stop()]);

  async function orderAll(): Promise<number> {
    await fillCarts(shop.pool, ORDERS, 100, 2);
    const { perSecond } = await closedLoop(
      api.url,
      { connections: CONNECTIONS, amount: ORDERS },
      async (one, n) => {
        const request = requestOf('POST', '/orders', { token: tokenOf(n + 1), key: randomUUID() });
        expectStatus(await one.send(request), 201);
      },
    );
    return perSecond;
  }
} finally {
  mailServer.stop();
  receiver.stop();
  await shop.close();
}

async function listen(type: string, enabled = true): Promise<void> {
  const input = { url: receiver.url, types: [type], enabled };
  await inTransaction(shop.pool, (client) => createEndpoint(client, secretSeal(JWT_SECRET), input));
}

async function rateOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (EVENTS * 1_000) / (performance.now() - began);
}
