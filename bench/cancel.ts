import { Counter } from './cancel/counter.ts';
import {
  buy,
  cancelOverHttp,
  endTime,
  letExpire,
  makeAdministrator,
  type PlacedOrder,
} from './cancel/orders.ts';
import { runReconcile } from './setup/books.ts';
import { closedLoop } from './setup/closed-loop.ts';
import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillCarts, fillShop, setStock } from './setup/fill.ts';
import { Latencies } from './setup/latencies.ts';
import { median } from './setup/median.ts';
import { openShop } from './setup/shop.ts';

/** Orders of one product that are cancelled in a round, and again as many that expire. */
const [CANCELLED = 5_000] = process.argv.slice(2).map(Number).filter(Boolean);
/** Connections that buy it meanwhile. */
const CONNECTIONS = 128;
/** Buyers, each with one unit in the cart: more than buy while that many orders are cancelled. */
const BUYERS = 8 * CANCELLED;
const PRODUCT = 1;
const PLENTY = 10_000_000;
const ROUNDS = 3;

const shop = await openShop();
try {
  await fillShop(shop.pool, BUYERS, 10);
  await makeAdministrator(shop.pool, BUYERS);
  const api = await shop.startApi({ PAYMENT_PROVIDERS: 'manual' });
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  await placed(CANCELLED);

  const ratios = { cancelled: [] as number[], expired: [] as number[] };
  for (let round = 1; round <= ROUNDS; round++) {
    const alone = await buyDuring('nobody cancels', undefined);
    const doomed = await placed(CANCELLED);
    const cancelled = await buyDuring('cancelled over HTTP', (counter) =>
      cancelOverHttp(api.url, doomed, BUYERS, counter),
    );
    await endTime(shop.pool, await placed(CANCELLED, { payment: { provider: 'manual' } }));
    const expired = await buyDuring('expire', (counter) => letExpire(shop.pool, counter));
    ratios.cancelled.push(cancelled / alone);
    ratios.expired.push(expired / alone);
  }
  for (const [what, values] of Object.entries(ratios))
    console.log(
      `checkouts while orders are ${what}, against nobody: ${median(values).toFixed(2)} x (median)`,
    );
  await sellWhatComesBack(await placed(CANCELLED));
  await api.stop();
  console.log(`reconcile: ${await runReconcile(shop)}`);

  /** Orders of buyers 1..amount. @param body of each */
  async function placed(amount: number, body?: object): Promise<PlacedOrder[]> {
    await setStock(shop.pool, PRODUCT, PLENTY);
    await fillCarts(shop.pool, amount, 1, 1);
    const orders: PlacedOrder[] = [];
    const counter = new Counter(PLENTY);
    await closedLoop(api.url, { connections: CONNECTIONS, amount }, async (connection, n) => {
      orders.push((await buy(connection, n + 1, counter, body))!);
    });
    return orders;
  }

  /** Buys while units come back, or without that a quarter of all carts. There is stock for all. @returns orders a second */
  async function buyDuring(
    what: string,
    comeBack: ((counter: Counter) => Promise<void>) | undefined,
  ): Promise<number> {
    await setStock(shop.pool, PRODUCT, PLENTY);
    await fillCarts(shop.pool, BUYERS, 1, 1);
    const counter = new Counter(PLENTY);
    const lostBefore = await lostRaces();
    const used = startCpu(pids);
    const began = performance.now();
    let returnedPerSecond = 0;
    let over = false;
    const returning = comeBack?.(counter).finally(() => {
      over = true;
      returnedPerSecond = CANCELLED / ((performance.now() - began) / 1_000);
    });
    const amount = comeBack ? BUYERS : BUYERS / 4;
    let bought = 0;
    const answers = new Latencies();
    const { seconds } = await closedLoop(
      api.url,
      { connections: CONNECTIONS, amount },
      async (connection, n) => {
        if (over) return;
        const asked = performance.now();
        if (!(await buy(connection, n + 1, counter))) return;
        answers.add(performance.now() - asked);
        bought++;
      },
    );
    const wasCutShort = comeBack !== undefined && !over;
    await returning;
    const cpu = Object.entries(used()).map(([name, ms]) => `${name} ${(ms / seconds / 1_000).toFixed(2)}`);
    const perSecond = bought / seconds;
    console.log(
      [
        `  ${what}: ${perSecond.toFixed(0)} orders/s, p99 ${answers.quantile(0.99).toFixed(1)} ms`,
        ...(comeBack ? [`${returnedPerSecond.toFixed(0)} back/s`] : []),
        `false refusals ${counter.falseRefusals} of ${counter.refusals}`,
        `retries ${(await lostRaces()) - lostBefore}`,
        `cores ${cpu.join(', ')}`,
        ...(wasCutShort ? ['all had bought before all were back'] : []),
      ].join('; '),
    );
    return perSecond;
  }

  /** Everything is sold out, and 128 connections insist until each unit that comes back has a buyer. */
  async function sellWhatComesBack(doomed: readonly PlacedOrder[]): Promise<void> {
    await setStock(shop.pool, PRODUCT, 0);
    await fillCarts(shop.pool, BUYERS, 1, 1);
    const counter = new Counter(0);
    let lastBack = 0;
    const returning = cancelOverHttp(api.url, doomed, BUYERS, counter).finally(() => {
      lastBack = performance.now();
    });
    await closedLoop(api.url, { connections: CONNECTIONS, amount: CANCELLED }, async (connection, n) => {
      while (!(await buy(connection, n + 1, counter)));
    });
    const lateMs = performance.now() - lastBack;
    await returning;
    console.log(
      `sold out: ${counter.sold} of ${CANCELLED} that came back were sold, the last ${lateMs.toFixed(0)} ms after the last was back; false refusals ${counter.falseRefusals} of ${counter.refusals}`,
    );
  }

  async function lostRaces(): Promise<number> {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return Number(/^holdfast_checkout_lost_races_total (\S+)$/m.exec(text)?.[1] ?? 0);
  }
} finally {
  await shop.close();
}
