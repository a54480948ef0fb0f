import { serverPids, startCpu } from '../setup/cpu-shares.ts';
import { fillCarts, fillShop } from '../setup/fill.ts';
import { measureCheckouts } from '../setup/measure.ts';
import { median } from '../setup/median.ts';
import type { BenchShop } from '../setup/shop.ts';

const CONNECTIONS = 128;
const PRODUCTS = 10_000;
/** After one that warms the process up. */
const ROUNDS = 6;

const kinds = { PLACED: undefined, PENDING: { payment: { provider: 'manual' } } };

/** Places orders at once and orders that wait for their money, in turns, and says how the second compare. */
export async function placeUnpaid(shop: BenchShop, orders: number): Promise<void> {
  await fillShop(shop.pool, orders, PRODUCTS);
  const api = await shop.startApi({ PAYMENT_PROVIDERS: 'manual' });
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  console.log(`${orders} orders of two products each by ${CONNECTIONS} connections, a second`);
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = { PLACED: 0, PENDING: 0 };
    const used: string[] = [];
    // Who goes second finds a warmer machine, or a fuller one.
    const order = round % 2 === 0 ? (['PLACED', 'PENDING'] as const) : (['PENDING', 'PLACED'] as const);
    for (const kind of order) {
      await fillCarts(shop.pool, orders, PRODUCTS, 2);
      const cpu = startCpu(pids);
      const figures = await measureCheckouts([api.url], orders, CONNECTIONS, undefined, kinds[kind]);
      if (figures.placed < orders) throw new Error(`${orders - figures.placed} of ${orders} were refused`);
      rates[kind] = figures.ordersPerSecond;
      const shares = Object.entries(cpu()).map(
        ([name, ms]) => `${name} ${((ms * 1_000) / orders).toFixed(0)}`,
      );
      used.push(`    ${kind}, µs of a core an order: ${shares.join(', ')}`);
    }
    // A buyer has but a few orders that wait for money.
    await shop.pool.query(`update orders set status = 'PLACED', expires_at = null where status = 'PENDING'`);
    await shop.pool.query('vacuum analyze orders');
    console.log(`  placed at once ${rates.PLACED.toFixed(0)}, waiting for money ${rates.PENDING.toFixed(0)}`);
    console.log(used.join('\n'));
    if (round > 0) ratios.push(rates.PENDING / rates.PLACED);
  }
  await api.stop();
  console.log(`waiting for money against placed at once: ${median(ratios).toFixed(2)} x (median)`);
}
