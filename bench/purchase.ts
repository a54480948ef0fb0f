import { anyOf, readWindows, type ShopWindow } from './purchase/catalog.ts';
import { additionOf, findLimit } from './purchase/mix.ts';
import { calls, cartOf, orderOf, type PurchaseLatencies, purchase, twoOf } from './purchase/purchase.ts';
import { closedLoop, expectStatus } from './setup/closed-loop.ts';
import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillCarts, fillShop } from './setup/fill.ts';
import { Latencies } from './setup/latencies.ts';
import { median } from './setup/median.ts';
import { hasPgbench, pgbenchOrders } from './setup/pgbench.ts';
import { type BenchApi, openShop } from './setup/shop.ts';

/**
 * A whole purchase: from the list to the order, over HTTP; beside it, in the same run, its parts alone and what PostgreSQL
 * does without an application.
 */
const PRODUCTS = 10_000;
/** Of these the first pages of the lists show: what is bought in every part of the run. */
const BOUGHT = 600;
const CONNECTIONS = 64;
/** In a round, each by a buyer of its own. */
const [PURCHASES = 6_000] = process.argv.slice(2).map(Number).filter(Boolean);
/** The other half orders nothing but in the mix. */
const BUYERS = 2 * PURCHASES;
const ROUNDS = 3;
const PGBENCH_CLIENTS = [8, 32];

const parts = ['purchases', 'POST /orders', 'PUT /cart', 'POST /cart/items', 'pgbench'] as const;
type Part = (typeof parts)[number];

const shop = await openShop();
try {
  await fillShop(shop.pool, BUYERS, PRODUCTS);
  const api = await shop.startApi();
  const windows = await readWindows(api.url);
  const rates: Record<Part, number[]> = {
    purchases: [],
    'POST /orders': [],
    'PUT /cart': [],
    'POST /cart/items': [],
    pgbench: [],
  };
  for (let round = 0; round <= ROUNDS; round++) {
    console.log(round === 0 ? '\nwarm-up' : `\nround ${round}`);
    const measured = await measureRound(api, windows);
    // The first compiles the code and fills the caches.
    if (round > 0) for (const part of parts) rates[part].push(measured[part]);
  }
  showRatios(rates);

  console.log('\nmix: 95 % reads, 4 % changes of carts, 1 % orders, open loop');
  await fillCarts(shop.pool, PURCHASES, BOUGHT, 2);
  const buyers = Array.from({ length: BUYERS }, (_, n) => n + 1);
  const limit = await findLimit(api.url, windows, buyers.slice(0, PURCHASES), buyers.slice(PURCHASES));
  console.log(`  p99 holds 100 ms at ${limit.held}/s and passes it at ${limit.passed}/s`);
  await api.stop();
} finally {
  await shop.close();
}

async function measureRound(api: BenchApi, windows: ShopWindow[]): Promise<Record<Part, number>> {
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  const latencies = Object.fromEntries(calls.map((call) => [call, new Latencies()])) as PurchaseLatencies;
  await fillCarts(shop.pool, 0, BOUGHT, 2);
  const cpu = startCpu(pids);
  const { perSecond: purchases } = await closedLoop(
    api.url,
    { connections: CONNECTIONS, amount: PURCHASES },
    (connection, n) => purchase(connection, n + 1, windows, latencies),
  );
  console.log(
    `  purchases: ${purchases.toFixed(0)} orders/s, ${(purchases * calls.length).toFixed(0)} requests/s; CPU ms a purchase: ${sharesOf(cpu(), PURCHASES)}`,
  );
  for (const call of calls) console.log(`    ${call}: ${latencies[call]}`);

  const anyProducts = () => twoOf(anyOf(windows).productIds);
  const measured = {
    purchases,
    'PUT /cart': await alone(api, 'PUT /cart', 200, (buyer) => cartOf(buyer, anyProducts())),
    'POST /cart/items': await alone(api, 'POST /cart/items', 201, (buyer) =>
      additionOf(buyer, anyProducts()[0]),
    ),
    'POST /orders': 0,
    pgbench: Number.NaN,
  };
  await fillCarts(shop.pool, PURCHASES, BOUGHT, 2);
  measured['POST /orders'] = await alone(api, 'POST /orders', 201, orderOf);
  if (hasPgbench()) measured.pgbench = await bestOfPgbench();
  return measured;
}

/** One call for each buyer, and nothing else. @returns calls a second */
async function alone(
  api: BenchApi,
  name: string,
  status: number,
  requestFor: (buyer: number) => string,
): Promise<number> {
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  const latencies = new Latencies();
  const cpu = startCpu(pids);
  const { perSecond: rate } = await closedLoop(
    api.url,
    { connections: CONNECTIONS, amount: PURCHASES },
    async (connection, n) => {
      const began = performance.now();
      const answer = await connection.send(requestFor(n + 1));
      latencies.add(performance.now() - began);
      expectStatus(answer, status);
    },
  );
  console.log(
    `  ${name} alone: ${rate.toFixed(0)}/s, ${latencies}; CPU ms each: ${sharesOf(cpu(), PURCHASES)}`,
  );
  return rate;
}

async function bestOfPgbench(): Promise<number> {
  const found: number[] = [];
  for (const clients of PGBENCH_CLIENTS) {
    await fillCarts(shop.pool, 0, BOUGHT, 2);
    const options = { clients, users: BUYERS, products: BOUGHT, items: 2, fillsCart: true };
    const rate = await pgbenchOrders(shop.databaseUrl, options);
    console.log(`  pgbench, cart and order in one transaction, ${clients} clients: ${rate.toFixed(0)}/s`);
    found.push(rate);
  }
  return Math.max(...found);
}

function sharesOf(used: Record<string, number>, amount: number): string {
  const shares = Object.entries(used).map(([name, ms]) => `${name} ${(ms / amount).toFixed(3)}`);
  const all = Object.values(used).reduce((sum, ms) => sum + ms, 0);
  return `${shares.join(', ')}, all ${(all / amount).toFixed(3)}`;
}

function showRatios(rates: Record<Part, number[]>): void {
  const ratio = (part: Part, reference: Part) =>
    median(rates[part].map((rate, n) => rate / rates[reference][n]!)).toFixed(2);
  console.log(`\nmedians: ${parts.map((part) => `${part} ${median(rates[part]).toFixed(0)}/s`).join(', ')}`);
  console.log(`  PUT /cart / POST /orders alone: ${ratio('PUT /cart', 'POST /orders')}`);
  console.log(`  POST /cart/items / POST /orders alone: ${ratio('POST /cart/items', 'POST /orders')}`);
  console.log(`  purchases / POST /orders alone: ${ratio('purchases', 'POST /orders')}`);
  console.log(`  purchases / pgbench: ${ratio('purchases', 'pgbench')}`);
}
