import { fillCarts, fillShop } from './setup/fill.ts';
import { measureCheckouts } from './setup/measure.ts';
import { median } from './setup/median.ts';
import { productId } from './setup/products.ts';
import { openShop } from './setup/shop.ts';

/**
 * What it costs the order path that the stock shown is at most a second old: the same checkouts, beside the same few
 * readers of hot lists and products, with answers that live for a second and with answers that live for an hour.
 */
const USERS = 8_000;
const PRODUCTS = 1_000;
const CONNECTIONS = 64;
const PAIRS = 7;
/** What is hot: this many lists and products, each read so often that it is always loaded anew before its time. */
const LISTS = ['newest', 'price_asc', 'price_desc', 'name'].map((sort) => `/products?sort=${sort}`);
const DETAILS = Array.from({ length: 36 }, (_, n) => `/products/${productId(1 + n)}`);
const READ_EVERY_MS = 200;

const lasting = { NODE_OPTIONS: `--import ${new URL('./setup/lasting-answers.js', import.meta.url).href}` };
const kinds = { second: {}, hour: lasting };
type Kind = keyof typeof kinds;

const shop = await openShop();
try {
  await fillShop(shop.pool, USERS, PRODUCTS);
  const rates: Record<Kind, number[]> = { second: [], hour: [] };
  const loads: Record<Kind, number[]> = { second: [], hour: [] };
  for (let pair = 0; pair <= PAIRS; pair++) {
    // In turns, so that neither kind always finds the larger tables.
    const order: Kind[] = pair % 2 === 0 ? ['second', 'hour'] : ['hour', 'second'];
    for (const kind of order) {
      const figures = await round(kinds[kind]);
      // The first of each kind is for warming the disk and the tables.
      if (pair === 0) continue;
      rates[kind].push(figures.ordersPerSecond);
      loads[kind].push(figures.loadsPerSecond);
    }
  }
  const costs = rates.second.map((rate, n) => (1 - rate / rates.hour[n]!) * 100);
  const [second, hour] = [median(rates.second), median(rates.hour)];
  console.log(`  orders/s, answers that live for a second: ${list(rates.second)}: ${second.toFixed(0)}`);
  console.log(`  orders/s, answers that live for an hour:  ${list(rates.hour)}: ${hour.toFixed(0)}`);
  console.log(`  loads/s: ${median(loads.second).toFixed(0)} and ${median(loads.hour).toFixed(0)}`);
  console.log(
    `  cost by the medians ${((1 - second / hour) * 100).toFixed(1)} %, by pairs ${costs.map((cost) => cost.toFixed(1)).join(' ')} %: ${median(costs).toFixed(1)} %`,
  );
} finally {
  await shop.close();
}

async function round(env: NodeJS.ProcessEnv): Promise<{ ordersPerSecond: number; loadsPerSecond: number }> {
  const api = await shop.startApi(env);
  const hot = [...LISTS, ...DETAILS];
  let next = 0;
  const reading = new Set<Promise<unknown>>();
  const readers = setInterval(() => {
    const read = fetch(api.url + hot[next++ % hot.length])
      .then((response) => response.text())
      .finally(() => reading.delete(read));
    reading.add(read);
  }, READ_EVERY_MS / hot.length);
  await fillCarts(shop.pool, USERS, PRODUCTS, 2);
  await measureCheckouts([api.url], USERS / 4, CONNECTIONS);
  await fillCarts(shop.pool, USERS, PRODUCTS, 2);
  const before = await loadsOf(api.url);
  const { ordersPerSecond, seconds } = await measureCheckouts([api.url], USERS, CONNECTIONS);
  const loadsPerSecond = ((await loadsOf(api.url)) - before) / seconds;
  clearInterval(readers);
  await Promise.all(reading);
  await api.stop();
  return { ordersPerSecond, loadsPerSecond };
}

async function loadsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/holdfast_product_cache_answers_total\{from="database"\} (\d+)/.exec(text)?.[1] ?? 0);
}

function list(values: number[]): string {
  return values.map((value) => value.toFixed(0)).join(' ');
}
