import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataDir } from '../src/local/data-dir.ts';
import { type PaymentChaosFigures, runPaymentChaos } from './chaos/payments-run.ts';

const ORDERS = 10_000;
const BUYERS = 32;
/** Time in which the orders are placed and paid, for each, and orders for each round of kills. */
const ORDER_MS = 45;
const ORDERS_A_ROUND = 1_000;
const MONKEY = { pauseMs: [2_000, 8_000], awayMs: [200, 3_000] } as const;
/** A payment of which nobody was told is asked about after 2, 5 and 15 minutes. */
const PATIENCE_MS = 1_200_000;

const [seed = Date.now() % 1_000_000, orders = ORDERS] = process.argv.slice(2).map(Number).filter(Boolean);

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'));
chmodSync(dataDir, 0o711);
prepareDataDir(dataDir);
try {
  console.log(
    `${orders} orders that are paid, seed ${seed} (npm run bench:chaos-payments -- ${seed} ${orders})`,
  );
  show(
    await runPaymentChaos({
      dist: new URL('../', import.meta.url),
      dataDir,
      orders,
      buyers: BUYERS,
      placeWithinMs: orders * ORDER_MS,
      monkey: { ...MONKEY, seed, rounds: Math.max(1, Math.floor(orders / ORDERS_A_ROUND)) },
      patienceMs: PATIENCE_MS,
    }),
  );
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function show(f: PaymentChaosFigures): void {
  const list = (of: Record<string, number>) =>
    Object.entries(of)
      .map(([what, times]) => `${times} x ${what}`)
      .join(', ');
  const money = ({ captured, refunded }: { captured: number; refunded: number }) =>
    `${captured}, ${refunded}`;
  for (const [what, value] of [
    ['killed', list(f.kills)],
    ['buyers', list(f.fates)],
    [
      'seconds until all had paid, until all was settled',
      `${f.placingSeconds.toFixed(0)}, ${f.settledSeconds.toFixed(0)}`,
    ],
    ['orders acknowledged, and in the database', `${f.acknowledged}, ${f.orders}`],
    ['placed, cancelled, pending', `${f.placed}, ${f.cancelled}, ${f.pending}`],
    ['requests that had to be repeated', f.repeated],
    ['captured and refunded at the provider', money(f.atProvider)],
    ['captured and refunded in the entries', money(f.inEntries)],
    [
      'totals of placed orders, less what they gave back and what is held',
      f.placedTotals - f.placedRefunded - f.placedHeld,
    ],
    ['kept at the provider', f.atProvider.captured - f.atProvider.refunded],
    ['orders of which the provider says other sums', f.different],
    ['orders paid twice', f.paidTwice],
    ['orders placed and not paid', f.placedUnpaid],
    ['orders cancelled of which money was kept', f.cancelledKept],
    ['operations without an end, and failed', `${f.operationsOpen}, ${f.operationsFailed}`],
    ['products whose stock is not their ledger', f.drift],
    [
      'orders that their records contradict',
      [f.contradicted, f.contradiction].filter((part) => part !== undefined).join(', '),
    ],
  ])
    console.log(`  ${String(what).padEnd(68)} ${value}`);
}
