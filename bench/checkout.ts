import { fillCarts, fillShop } from './setup/fill.ts';
import { type CheckoutFigures, measureCheckouts } from './setup/measure.ts';
import { hasPgbench, pgbenchOrders } from './setup/pgbench.ts';
import { type BenchApi, openShop } from './setup/shop.ts';

/** Buyers, and orders at each number of connections. */
const USERS = 30_000;
const PRODUCTS = 10_000;
const ORDERS: Record<number, number> = { 1: 1_500, 16: 8_000, 128: 24_000, 512: 24_000 };
/** Orders before the measurement: a process that has run for a few seconds, its code compiled. */
const WARM_UP = 16_000;
const PGBENCH_CLIENTS = [4, 8, 16, 32];

const kinds = {
  spread: { products: PRODUCTS, items: 2 },
  hot: { products: 1, items: 1 },
} as const;

/** Carts as large as they may be, all ordered at once: seconds until the last one is answered. */
const LARGE = { carts: 64, lines: 2_000 };

const connectionsAsked = process.argv.slice(2).map(Number).filter(Boolean);
const connectionCounts = connectionsAsked.length > 0 ? connectionsAsked : Object.keys(ORDERS).map(Number);

const shop = await openShop();
try {
  await fillShop(shop.pool, USERS, PRODUCTS);
  for (const [kind, { products, items }] of Object.entries(kinds)) {
    console.log(`\n${kind}: ${items} item(s) a cart, ${products} product(s)`);
    const reference = new Map<number, number>();
    if (hasPgbench()) {
      for (const clients of PGBENCH_CLIENTS) {
        await fillCarts(shop.pool, USERS, products, items);
        const rate = await pgbenchOrders(shop.databaseUrl, { clients, users: USERS, products, items });
        reference.set(clients, rate);
        console.log(`  pgbench, one order a transaction, ${clients} clients: ${rate.toFixed(0)} orders/s`);
      }
    }
    const best = Math.max(...reference.values());

    for (const [name, env] of [
      ['batches of one', { CHECKOUT_MAX_BATCH: '1', CHECKOUT_SLOTS: '8' }],
      ['shared batches', {}],
    ] as const) {
      const api = await shop.startApi(env);
      await warmUp(api, products, items);
      for (const connections of connectionCounts) {
        const orders = ORDERS[connections] ?? 10_000;
        await fillCarts(shop.pool, orders, products, items);
        show(name, connections, await measureCheckouts([api.url], orders, connections), best);
      }
      await api.stop();
    }
  }
  for (const slots of ['1', '2']) await orderLargeCarts(slots);
} finally {
  await shop.close();
}

async function orderLargeCarts(slots: string): Promise<void> {
  const api = await shop.startApi({ CHECKOUT_SLOTS: slots });
  await fillCarts(shop.pool, LARGE.carts, PRODUCTS, LARGE.lines);
  const { placed, seconds, refused, p50 } = await measureCheckouts([api.url], LARGE.carts, LARGE.carts);
  const others = Object.entries(refused).map(([status, count]) => `${count} x ${status}`);
  console.log(
    `\nlarge: ${LARGE.carts} carts of ${LARGE.lines} lines at once, ${slots} slot(s): ${placed} placed in ${seconds.toFixed(1)} s, p50 ${p50} ms, refused ${others.join(', ') || 'none'}`,
  );
  await api.stop();
}

async function warmUp(api: BenchApi, products: number, items: number): Promise<void> {
  await fillCarts(shop.pool, WARM_UP, products, items);
  await measureCheckouts([api.url], WARM_UP, 128);
}

function show(name: string, connections: number, f: CheckoutFigures, best: number): void {
  const refused = Object.entries(f.refused).map(([status, count]) => `${count} x ${status}`);
  console.log(
    [
      `  ${name}, ${String(connections).padStart(3)} connections: ${f.ordersPerSecond.toFixed(0).padStart(5)} orders/s`,
      `p50 ${f.p50} ms`,
      `p99 ${f.p99} ms`,
      `batch ${f.batchSize.toFixed(1)}`,
      `retries ${f.lostRaces}`,
      // There is stock for everybody.
      `false refusals ${f.refused['409'] ?? 0}`,
      `refused ${refused.join(', ') || 'none'}`,
      ...(Number.isFinite(best) ? [`${(f.ordersPerSecond / best).toFixed(2)} x pgbench's best`] : []),
    ].join(', '),
  );
}
