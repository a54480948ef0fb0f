import { booksOf, differences, runReconcile } from './setup/books.ts';
import { fillCarts, fillShop, setStock } from './setup/fill.ts';
import { type CheckoutFigures, measureCheckouts } from './setup/measure.ts';
import { median } from './setup/median.ts';
import { type BenchApi, openShop } from './setup/shop.ts';

/** Checkouts of one product that everybody wants; each variant has that many. */
const [CHECKOUTS = 200_000] = process.argv.slice(2).map(Number).filter(Boolean);
const PROCESSES = 4;
const CONNECTIONS = 128;
/** Buyers, each with one unit in the cart; all carts are filled again when all have ordered. */
const USERS = 20_000;
const PRODUCT = 1;
/** The part of the checkouts for which there is stock in the second variant. */
const SCARCE = 0.75;
/** Of one process against two: how often, and with how many checkouts. */
const ROUNDS = 4;
const SHARED = Math.min(CHECKOUTS, USERS);

const shop = await openShop();
try {
  await fillShop(shop.pool, USERS, 10);
  for (const part of [1, SCARCE]) await sellOut(part);
  await compareOneWithTwo();
} finally {
  await shop.close();
}

/** All checkouts on four processes, with stock for a part of them; then the books. */
async function sellOut(part: number): Promise<void> {
  const stock = Math.floor(CHECKOUTS * part);
  console.log(`\n${CHECKOUTS} checkouts of one product, ${PROCESSES} processes, stock for ${stock}`);
  const apis = await startApis(PROCESSES);
  await setStock(shop.pool, PRODUCT, stock);
  const before = await booksOf(shop.pool, PRODUCT);
  let placed = 0;
  let lostRaces = 0;
  let seconds = 0;
  const refused: Record<string, number> = {};
  for (let left = CHECKOUTS; left > 0; left -= USERS) {
    const amount = Math.min(left, USERS);
    await fillCarts(shop.pool, amount, 1, 1);
    const figures = await measureCheckouts(urlsOf(apis), amount, CONNECTIONS);
    placed += figures.placed;
    lostRaces += figures.lostRaces;
    seconds += figures.seconds;
    for (const [status, n] of Object.entries(figures.refused)) refused[status] = (refused[status] ?? 0) + n;
  }
  await stopAll(apis);
  const after = await booksOf(shop.pool, PRODUCT);
  // Everybody wants one unit: whoever was refused while one is left was refused falsely.
  const falseRefusals = Math.min(after.stock, refused['409'] ?? 0);
  console.log(
    `  ${(placed / seconds).toFixed(0)} orders/s, placed ${placed}, refused ${said(refused)}, false refusals ${falseRefusals}, retries ${lostRaces}`,
  );
  const found = differences(before, after, placed);
  console.log(
    `  stock ${after.stock}, ledger ${after.ledger}, sold ${after.sold - before.sold}, ordered ${after.ordered - before.ordered} in ${after.orders - before.orders} orders`,
  );
  console.log(found.length === 0 ? '  no difference' : `  DIFFERENCES: ${found.join('; ')}`);
  console.log(`  reconcile: ${await runReconcile(shop)}`);
}

/**
 * The same connections to one process and to two, in turn; exactly as many units as buyers. The processes stay, and
 * are warm: a cold one spends twice the CPU on an order.
 */
async function compareOneWithTwo(): Promise<void> {
  console.log(`\n${SHARED} checkouts of one product by ${CONNECTIONS} connections, stock for ${SHARED}`);
  const apis = await startApis(2);
  for (const api of apis) await sellAll([api], () => {});
  const rates = { 1: [] as number[], 2: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const processes of [1, 2] as const) {
      const some = processes === 1 ? [apis[round % 2]!] : apis;
      await sellAll(some, (figures) => {
        rates[processes].push(figures.ordersPerSecond);
        showShares(processes, figures);
      });
    }
  }
  await stopAll(apis);
  const [one, two] = [median(rates[1]), median(rates[2])];
  console.log(
    `  median: one process ${one.toFixed(0)}, two ${two.toFixed(0)} orders/s: ${(two / one).toFixed(2)} x`,
  );
  console.log(`  reconcile: ${await runReconcile(shop)}`);
}

/** Sells SHARED units to as many buyers, and looks at the books. */
async function sellAll(apis: BenchApi[], show: (figures: CheckoutFigures) => void): Promise<void> {
  await setStock(shop.pool, PRODUCT, SHARED);
  await fillCarts(shop.pool, SHARED, 1, 1);
  const before = await booksOf(shop.pool, PRODUCT);
  const figures = await measureCheckouts(urlsOf(apis), SHARED, CONNECTIONS);
  const after = await booksOf(shop.pool, PRODUCT);
  show(figures);
  const found = differences(before, after, figures.placed);
  console.log(
    `    units left ${after.stock}; ${found.length === 0 ? 'no difference' : `DIFFERENCES: ${found.join('; ')}`}`,
  );
}

function showShares(processes: number, f: CheckoutFigures): void {
  console.log(
    `  ${processes} process(es): ${f.ordersPerSecond.toFixed(0)} orders/s, batch ${f.batchSize.toFixed(1)}, retries ${f.lostRaces}, refused ${said(f.refused)}`,
  );
  for (const [n, share] of f.processes.entries()) {
    console.log(
      `    process ${n + 1}: ${share.placed} orders, ${share.placedWhenFirstWasDone} when the first was done, p50 ${share.p50} ms, p99 ${share.p99} ms`,
    );
  }
}

function startApis(n: number): Promise<BenchApi[]> {
  return Promise.all(Array.from({ length: n }, () => shop.startApi()));
}

function stopAll(apis: BenchApi[]): Promise<unknown> {
  return Promise.all(apis.map((api) => api.stop()));
}

function urlsOf(apis: BenchApi[]): string[] {
  return apis.map((api) => api.url);
}

function said(refused: Record<string, number>): string {
  const all = Object.entries(refused).map(([status, count]) => `${count} x ${status}`);
  return all.join(', ') || 'none';
}
