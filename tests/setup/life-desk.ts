import type { Pool, PoolClient } from 'pg';
import { createPool } from '../../src/database/connections.ts';
import { cancelOrder } from '../../src/order-life/cancel-orders.ts';
import { markDelivered, undoFulfilment } from '../../src/order-life/change-fulfillment.ts';
import { fulfilOrder } from '../../src/order-life/fulfil-order.ts';
import { OrderError } from '../../src/order-life/order-error.ts';
import { receiveReturn } from '../../src/order-life/receive-return.ts';
import { refuseReturn } from '../../src/order-life/refuse-return.ts';
import { requestReturn } from '../../src/order-life/request-return.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import type { OrderView } from '../../src/orders/order-view.ts';
import { findOrder } from '../../src/orders/read-orders.ts';
import { type OrderDesk, openDesk, orderOf } from './orders.ts';

export const operator = { role: 'ADMIN', id: '00000000-0000-7000-8000-00000000000a' } as const;

const transitions = {
  cancel: cancelOrder,
  fulfil: fulfilOrder,
  deliver: markDelivered,
  undo: undoFulfilment,
  request: requestReturn,
  receive: receiveReturn,
  refuse: refuseReturn,
};
type Transitions = typeof transitions;

/** Each transition of an order in a transaction of its own, by an operator unless its command says otherwise. */
type Desk = {
  [Name in keyof Transitions]: (
    orderId: string,
    command?: Partial<Parameters<Transitions[Name]>[1]>,
  ) => ReturnType<Transitions[Name]>;
};

/** Where orders are placed, and where an operator changes them. */
export interface LifeDesk extends OrderDesk, Desk {
  /** Whose connections the changes go over; called `life` in pg_stat_activity. */
  life: Pool;
  /** An order of these lines. */
  order(...lines: [productId: string, quantity: number][]): Promise<OrderView>;
  read(orderId: string): Promise<OrderView>;
}

export async function openLifeDesk(): Promise<LifeDesk> {
  const desk = await openDesk();
  const life = createPool(desk.url, { applicationName: 'life', max: 20 });
  const changes = Object.entries(transitions).map(([name, run]) => {
    const transition = run as (client: PoolClient, command: object) => Promise<unknown>;
    const change = (orderId: string, command: object = {}) =>
      runTransition(life, (client) =>
        transition(client, { orderId, actor: operator, reason: 'staff', ...command }),
      );
    return [name, change];
  });
  return {
    ...desk,
    ...(Object.fromEntries(changes) as unknown as Desk),
    life,
    async order(...lines) {
      return orderOf(await desk.place(await desk.buyer(...lines)));
    },
    async read(orderId) {
      return (await findOrder(life, orderId))!;
    },
    async close() {
      await life.end();
      await desk.close();
    },
  };
}

/** Why a change was refused, or `none`. */
export const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error) => {
      if (!(error instanceof OrderError)) throw error;
      return error.fault;
    },
  );

/** The timeline of an order, in its order. */
export async function eventsOf(pool: Pool, orderId: string) {
  const { rows } = await pool.query(
    `select type, actor_role, actor_id, order_version, data from order_events
      where order_id = $1 order by order_version`,
    [orderId],
  );
  return rows;
}
