import type { Pool } from 'pg';
import { createPool } from '../../src/database/connections.ts';
import { cancelOrder } from '../../src/order-life/cancel-orders.ts';
import type { Change } from '../../src/order-life/command.ts';
import type { CancelCommand, CancellationView } from '../../src/order-life/decide-cancellation.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import type { OrderView } from '../../src/orders/order-view.ts';
import { findOrder } from '../../src/orders/read-orders.ts';
import { type OrderDesk, openDesk, orderOf } from './orders.ts';

export const operator = { role: 'ADMIN', id: '00000000-0000-7000-8000-00000000000a' } as const;

type Of<Command> = Omit<Command, 'orderId' | 'actor'> & { actor?: CancelCommand['actor'] };

/** Where orders are placed, and where an operator changes them, each in a transaction of its own. */
export interface LifeDesk extends OrderDesk {
  /** Whose connections the changes go over; called `life` in pg_stat_activity. */
  life: Pool;
  /** An order of these lines. */
  order(...lines: [productId: string, quantity: number][]): Promise<OrderView>;
  cancel(orderId: string, command?: Partial<Of<CancelCommand>>): Promise<Change<CancellationView>>;
  read(orderId: string): Promise<OrderView>;
}

export async function openLifeDesk(): Promise<LifeDesk> {
  const desk = await openDesk();
  const life = createPool(desk.url, { applicationName: 'life', max: 20 });
  return {
    ...desk,
    life,
    async order(...lines) {
      return orderOf(await desk.place(await desk.buyer(...lines)));
    },
    cancel: (orderId, command = {}) =>
      runTransition(life, (client) =>
        cancelOrder(client, { orderId, actor: operator, reason: 'staff', ...command }),
      ),
    async read(orderId) {
      return (await findOrder(life, orderId))!;
    },
    async close() {
      await life.end();
      await desk.close();
    },
  };
}
