import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { type Config, loadConfig } from '../config.ts';
import { createPool } from '../database/connections.ts';
import { findOrderDrift } from '../order-life/find-order-drift.ts';
import {
  comparePayments,
  contradictedPayments,
  describeDifference,
} from '../order-payments/compare-payments.ts';
import { createPaymentContext } from '../order-payments/context.ts';
import { createProviders } from '../payments/providers.ts';
import { argumentFault } from '../process/argument-fault.ts';
import { failStart } from '../process/lifecycle.ts';
import { beyondRepair, describeDrift } from '../stock/describe-drift.ts';
import { type Drift, findDrift } from '../stock/find-drift.ts';
import { repairDrift } from '../stock/repair-drift.ts';

const help = `Compares stock, stock ledger, order items, and what happened to each order.

  npm run reconcile                 compares
  npm run reconcile -- --repair     writes a movement (reason reconciliation) for each difference between
                                    stock and ledger; the stock itself is never touched, nor is an order
  npm run reconcile -- --payments   compares orders, payments and entries, and what the payment providers list of the
                                    last 30 days; changes nothing

The exit code is 0 when they agree, 1 when something differs (or still does after --repair) or went wrong, 2 for
arguments that are none.`;

/** The process behind `npm run reconcile`. */
const { repair, payments } = readArguments();
/** How far back providers are asked, in ms. */
const ASKED_MS = 30 * 86_400_000;
try {
  const config = loadConfig('migrate');
  const pool = createPool(config.databaseUrl, { applicationName: 'holdfast-reconcile', max: 1 });
  let drifts = await findDrift(pool);
  for (const drift of drifts) for (const line of describeDrift(drift)) console.log(line);
  if (repair && drifts.length > 0) drifts = await repaired(pool, drifts);
  const orders = await findOrderDrift(pool);
  for (const { orderId, faults } of orders)
    for (const fault of faults) console.log(`order ${orderId}: ${fault}`);
  const unpaid = payments ? await paymentsDrifted(config, pool) : 0;
  await pool.end();
  if (drifts.length > 0) console.log(`${drifts.length} product(s) drifted`);
  if (orders.length > 0) console.log(`${orders.length} order(s) drifted`);
  if (unpaid > 0) console.log(`${unpaid} payment(s) drifted`);
  const differ = drifts.length + orders.length + unpaid;
  if (differ === 0) console.log(`Stock, ledger${payments ? ', payments' : ''} and orders agree`);
  process.exitCode = differ === 0 ? 0 : 1;
} catch (error) {
  failStart(error);
}

/** @returns what differs still, after saying what to do about it */
async function repaired(pool: Pool, drifts: readonly Drift[]): Promise<Drift[]> {
  for (const drift of drifts) {
    const delta = await repairDrift(pool, drift.productId, 'npm run reconcile -- --repair');
    if (delta !== 0) console.log(`${drift.sku}: wrote a movement of ${delta}`);
  }
  const left = await findDrift(pool);
  for (const drift of left) {
    for (const advice of beyondRepair(drift)) console.log(`${drift.sku}: cannot be repaired. ${advice}`);
  }
  return left;
}

/** @returns how many differences there are, after naming each */
async function paymentsDrifted(config: Config, pool: Pool): Promise<number> {
  const contradicted = await contradictedPayments({ pool });
  for (const { order_id, payment_id, said, known } of contradicted)
    console.log(
      `order ${order_id}${payment_id ? `, payment ${payment_id}` : ''}: captured is ${said}, and ${known} by its records`,
    );
  const context = createPaymentContext(pool, createProviders(config));
  const found = await comparePayments(context, { since: new Date(Date.now() - ASKED_MS), fold: false });
  for (const difference of found) console.log(describeDifference(difference));
  return contradicted.length + found.length;
}

function readArguments(): { repair: boolean; payments: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        repair: { type: 'boolean', default: false },
        payments: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    return { repair: values.repair, payments: values.payments };
  } catch (error) {
    console.error(`${argumentFault(error)}\n\n${help}`);
    process.exit(2);
  }
}
