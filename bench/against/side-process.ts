import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readWindows } from '../purchase/catalog.ts';
import { calls, type PurchaseLatencies, purchase } from '../purchase/purchase.ts';
import { closedLoop } from '../setup/closed-loop.ts';
import { cpuMs } from '../setup/cpu.ts';
import { Latencies } from '../setup/latencies.ts';
import { type CheckoutFigures, measureCheckouts } from '../setup/measure.ts';
import { type Figures, type Kind, kinds } from './kinds.ts';

/**
 * One side of a comparison: PostgreSQL, Redis and an API process of the commit in the folder given. How a shop is
 * opened and filled is that commit's own, since the tables are; the load is the same for both.
 */
const USERS = 16_000;
const PRODUCTS = 10_000;

const [folder = ''] = process.argv.slice(2);
const setup = (name: string) => import(pathToFileURL(join(folder, 'dist', 'bench', 'setup', name)).href);
const { openShop } = (await setup('shop.js')) as typeof import('../setup/shop.ts');
const { fillShop, fillCarts } = (await setup('fill.js')) as typeof import('../setup/fill.ts');

// Ctrl-C reaches the whole group: whoever started this one says when it ends.
process.on('SIGINT', () => {});
const ended = new Promise<void>((resolve) => process.once('disconnect', resolve));

const shop = await openShop();
try {
  await fillShop(shop.pool, USERS, PRODUCTS);
  const api = await shop.startApi();
  process.on('message', ({ kind }: { kind: Kind }) => {
    measure(kind, api).then(
      (figures) => process.send?.(figures),
      (error: unknown) => {
        console.error(error);
        process.exitCode = 1;
        process.disconnect();
      },
    );
  });
  process.send?.({ type: 'ready' });
  await ended;
  await api.stop();
} finally {
  await shop.close();
}

async function measure(kind: Kind, api: { url: string; pid: number }): Promise<Figures> {
  const { orders, connections, products, items } = kinds[kind];
  await fillCarts(shop.pool, kind === 'purchase' ? 0 : orders, products, items);
  // What this round leaves to write is not the other side's to bear.
  await shop.pool.query('checkpoint');
  const cpu = () => ({ api: cpuMs([api.pid]), all: cpuMs([process.pid]) });
  const before = cpu();
  const figures =
    kind === 'purchase'
      ? await measurePurchases(api.url, orders, connections)
      : await measureCheckouts([api.url], orders, connections);
  const after = cpu();
  await shop.pool.query('checkpoint');
  return {
    perSecond: figures.ordersPerSecond,
    p50: figures.p50,
    p99: figures.p99,
    apiCpuMs: (after.api - before.api) / orders,
    allCpuMs: (after.all - before.all) / orders,
    refused: Object.values(figures.refused).reduce((sum, count) => sum + count, 0),
  };
}

/** Each by a buyer of its own; p50 and p99 are of whole purchases. */
async function measurePurchases(
  url: string,
  amount: number,
  connections: number,
): Promise<Pick<CheckoutFigures, 'ordersPerSecond' | 'p50' | 'p99' | 'refused'>> {
  const windows = await readWindows(url);
  const ofCalls = Object.fromEntries(calls.map((call) => [call, new Latencies()])) as PurchaseLatencies;
  const latencies = new Latencies();
  const { perSecond } = await closedLoop(url, { connections, amount }, async (connection, n) => {
    const began = performance.now();
    await purchase(connection, n + 1, windows, ofCalls);
    latencies.add(performance.now() - began);
  });
  const [p50, p99] = [latencies.quantile(0.5), latencies.quantile(0.99)].map(Math.round);
  // Any answer but the one that is due ends the run.
  return { ordersPerSecond: perSecond, p50: p50!, p99: p99!, refused: {} };
}
