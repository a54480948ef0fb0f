import type { Pool } from 'pg';
import { captureHeld } from '../order-life/capture-held.ts';
import { holdOrders } from '../order-life/hold-orders.ts';
import { runTransition } from '../order-life/run-transition.ts';
import { holdMoney } from '../payments/hold-money.ts';
import { noRows, writeSettled } from './write-settled.ts';

/**
 * Asks once more for money that is held for goods that have gone, before its provider lets go of it. Its job is owed, and the
 * relay finds it.
 *
 * One transaction. Locks the order (FOR NO KEY UPDATE).
 */
export const captureEnding = (pool: Pool, orderId: string): Promise<void> =>
  runTransition(pool, async (client) => {
    const { orders } = await holdOrders(client, [orderId]);
    const order = orders.get(orderId);
    const money = (await holdMoney(client, [orderId])).get(orderId);
    if (!order || !money) return;
    const rows = noRows();
    await captureHeld(order, money, rows);
    await writeSettled(client, rows, money);
  });
