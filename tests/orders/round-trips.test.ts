import type { Pool } from 'pg';
import { afterAll, beforeAll, test } from 'vitest';
import { createCheckoutPool } from '../../src/orders/checkout-pool.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { commandOf, type OrderDesk, openDesk } from '../setup/orders.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { until } from '../setup/wait.ts';

let shop: OrderDesk;
let proxy: TcpProxy;
let pool: Pool;
beforeAll(async () => {
  shop = await openDesk();
  proxy = await startProxy(shop.url);
  pool = createCheckoutPool(proxy.through(shop.url), 2);
});
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await shop.close();
});

test.each([
  ['what is read', 'BEGIN', 'orders.read-carts', 'transaction.begin'],
  ['COMMIT', 'what is written', 'commit\0', 'orders.write-orders'],
])(
  'an order is two round trips: %s goes out without waiting for the answer to %s',
  async (_, __, goesOut, unanswered) => {
    const product = await shop.product({ stock: 5 });
    const buyer = await shop.buyer([product.id, 1]);
    let sent = '';
    let cut = () => {};
    proxy.onRequest = (chunk, wire) => {
      sent += chunk.toString('latin1');
      if (!sent.includes(unanswered)) return true;
      // From now on the shop hears nothing any more.
      wire.intercept(() => {});
      cut = wire.cut;
      return true;
    };
    const placed = placeOrders(pool, [commandOf(buyer)]).catch(() => 'gone');
    await until('it is sent', () => sent.includes(goesOut));
    proxy.onRequest = undefined;
    cut();
    await placed;
  },
);
