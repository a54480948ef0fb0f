import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuMs } from '../setup/cpu.ts';
import { measureCheckouts } from '../setup/measure.ts';
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
  await fillCarts(shop.pool, orders, products, items);
  // What this round leaves to write is not the other side's to bear.
  await shop.pool.query('checkpoint');
  const cpu = () => ({ api: cpuMs([api.pid]), all: cpuMs([process.pid]) });
  const before = cpu();
  const figures = await measureCheckouts([api.url], orders, connections);
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
