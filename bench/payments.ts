import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillCarts, fillShop } from './setup/fill.ts';
import { measureCheckouts } from './setup/measure.ts';
import { median } from './setup/median.ts';
import { openShop } from './setup/shop.ts';

/** Orders of a round, each of a buyer of their own. */
const [ORDERS = 12_000] = process.argv.slice(2).map(Number).filter(Boolean);
const CONNECTIONS = 128;
const PRODUCTS = 10_000;
/** After one that warms the process up. */
const ROUNDS = 6;

const kinds = { PLACED: undefined, PENDING: { payment: { provider: 'manual' } } };

const shop = await openShop();
try {
  await fillShop(shop.pool, ORDERS, PRODUCTS);
  const api = await shop.startApi({ PAYMENT_PROVIDERS: 'manual' });
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  console.log(`${ORDERS} orders of two products each by ${CONNECTIONS} connections, a second`);
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = { PLACED: 0, PENDING: 0 };
    const used: Record<string, string> = {};
    // Who goes second finds a warmer machine, or a fuller one.
    const order = round % 2 === 0 ? (['PLACED', 'PENDING'] as const) : (['PENDING', 'PLACED'] as const);
    for (const kind of order) {
      await fillCarts(shop.pool, ORDERS, PRODUCTS, 2);
      const cpu = startCpu(pids);
      const { placed, ordersPerSecond } = await measureCheckouts(
        [api.url],
        ORDERS,
        CONNECTIONS,
        undefined,
        kinds[kind],
      );
      if (placed < ORDERS) throw new Error(`${ORDERS - placed} of ${ORDERS} were refused`);
      rates[kind] = ordersPerSecond;
      const spent = Object.entries(cpu());
      used[kind] = spent.map(([name, ms]) => `${name} ${((ms * 1_000) / ORDERS).toFixed(0)}`).join(', ');
    }
    // A buyer has but a few orders that wait for money.
    await shop.pool.query(`update orders set status = 'PLACED', expires_at = null where status = 'PENDING'`);
    await shop.pool.query('vacuum analyze orders');
    console.log(`  placed at once ${rates.PLACED.toFixed(0)}, waiting for money ${rates.PENDING.toFixed(0)}`);
    for (const [kind, cpu] of Object.entries(used)) console.log(`    ${kind}, us of a core an order: ${cpu}`);
    if (round > 0) ratios.push(rates.PENDING / rates.PLACED);
  }
  await api.stop();
  console.log(`waiting for money against placed at once: ${median(ratios).toFixed(2)} x (median)`);
} finally {
  await shop.close();
}
