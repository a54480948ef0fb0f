import { fillCarts, fillShop } from './setup/fill.ts';
import { measureCheckouts } from './setup/measure.ts';
import { median } from './setup/median.ts';
import { openShop } from './setup/shop.ts';

/** What publishing after the commit costs the order path: the same checkouts with it and without it. */
const USERS = 8_000;
const PRODUCTS = 1_000;
const CONNECTIONS = 64;
const ROUNDS = 3;

const without = { NODE_OPTIONS: `--import ${new URL('./setup/no-publication.js', import.meta.url).href}` };

const shop = await openShop();
try {
  await fillShop(shop.pool, USERS, PRODUCTS);
  const rates: Record<'with' | 'without', number[]> = { with: [], without: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [kind, env] of [
      ['with', {}],
      ['without', without],
    ] as const) {
      const api = await shop.startApi(env);
      await fillCarts(shop.pool, USERS, PRODUCTS, 2);
      await measureCheckouts([api.url], USERS / 4, CONNECTIONS);
      await fillCarts(shop.pool, USERS, PRODUCTS, 2);
      const { ordersPerSecond } = await measureCheckouts([api.url], USERS, CONNECTIONS);
      await api.stop();
      // The first of each kind is for warming the disk and the tables.
      if (round > 0) rates[kind].push(ordersPerSecond);
    }
  }
  const [published, unpublished] = [median(rates.with), median(rates.without)];
  console.log(
    `  orders/s with publication ${list(rates.with)}, without ${list(rates.without)}: medians ${published.toFixed(0)} and ${unpublished.toFixed(0)}, publication costs ${((1 - published / unpublished) * 100).toFixed(1)} %`,
  );
} finally {
  await shop.close();
}

function list(values: number[]): string {
  return values.map((value) => value.toFixed(0)).join(' ');
}
