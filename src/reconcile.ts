import { parseArgs } from 'node:util';
import { loadConfig } from './config.ts';
import { createPool } from './database/connections.ts';
import { type Drift, findDrift } from './ledger/find-drift.ts';
import { repairDrift } from './ledger/repair-drift.ts';
import { failStart } from './process.ts';

const help = `Compares stock, stock ledger and order items; exits 1 when they differ.

  npm run reconcile                 compares
  npm run reconcile -- --repair     writes a movement (reason reconciliation) for each difference between
                                    stock and ledger; the stock itself is never touched`;

/** The process behind `npm run reconcile`. */
try {
  const { values } = parseArgs({
    options: { repair: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const config = loadConfig('migrate');
  const pool = createPool(config.databaseUrl, { applicationName: 'holdfast-reconcile', max: 1 });
  let drifts = await findDrift(pool);
  for (const drift of drifts) console.log(lineOf(drift));
  if (values.repair) {
    for (const drift of drifts) {
      const delta = await repairDrift(pool, drift.productId, 'npm run reconcile -- --repair');
      if (delta !== 0) console.log(`${drift.sku}: wrote a movement of ${delta}`);
    }
    drifts = await findDrift(pool);
  }
  await pool.end();
  console.log(drifts.length === 0 ? 'Stock, ledger and orders agree' : `${drifts.length} product(s) drifted`);
  process.exitCode = drifts.length === 0 ? 0 : 1;
} catch (error) {
  failStart(error);
}

function lineOf(drift: Drift): string {
  const began =
    drift.beganAtVersion === null ? 'after its last movement' : `at version ${drift.beganAtVersion}`;
  return `${drift.sku} (${drift.productId}): stock ${drift.stock}, ledger ${drift.ledger}, ordered ${drift.ordered}, sold ${drift.sold}; began ${began}`;
}
