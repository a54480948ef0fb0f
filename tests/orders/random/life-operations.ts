import fc from 'fast-check';
import type { Pool } from 'pg';
import { cancelOrder } from '../../../src/order-life/cancel-orders.ts';
import { markDelivered, undoFulfilment } from '../../../src/order-life/change-fulfillment.ts';
import { expireOrders } from '../../../src/order-life/expire-orders.ts';
import { fulfilOrder } from '../../../src/order-life/fulfil-order.ts';
import { OrderError } from '../../../src/order-life/order-error.ts';
import { receiveReturn } from '../../../src/order-life/receive-return.ts';
import { refuseReturn } from '../../../src/order-life/refuse-return.ts';
import { requestReturn } from '../../../src/order-life/request-return.ts';
import { runTransition } from '../../../src/order-life/run-transition.ts';

/** Lines are named by their place in the order, parcels and returns by theirs among the order's. */
interface Units {
  line: number;
  quantity: number;
}

export type LifeStep =
  | {
      step: 'cancel' | 'expire';
      units: Units[] | undefined;
      by: 'CUSTOMER' | 'ADMIN';
      restock: boolean;
    }
  | { step: 'fulfil'; units: Units[] | undefined }
  | { step: 'undo' | 'deliver'; record: number }
  | { step: 'request'; units: Units[] }
  | { step: 'receive'; record: number; units: Units[]; restock: boolean }
  | { step: 'refuse'; record: number };

/** Something that happens to an order, which is named by its place among all. */
export type LifeOperation = { op: 'life'; order: number; life: LifeStep };

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const units = fc.array(record<Units>({ line: fc.nat(2), quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 3,
});
const someOrAll = fc.oneof(units, fc.constant(undefined));
const nth = fc.nat(2);
const step = <Name extends LifeStep['step']>(name: Name) => fc.constant(name);

const steps: fc.WeightedArbitrary<LifeStep>[] = [
  {
    weight: 3,
    arbitrary: record({
      step: step('cancel'),
      units: someOrAll,
      by: fc.constantFrom('CUSTOMER' as const, 'ADMIN' as const),
      restock: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      step: step('expire'),
      units: fc.constant(undefined),
      by: fc.constant('ADMIN' as const),
      restock: fc.constant(true),
    }),
  },
  { weight: 4, arbitrary: record({ step: step('fulfil'), units: someOrAll }) },
  {
    weight: 1,
    arbitrary: record({ step: fc.constantFrom('undo' as const, 'deliver' as const), record: nth }),
  },
  { weight: 3, arbitrary: record({ step: step('request'), units }) },
  {
    weight: 3,
    arbitrary: record({ step: step('receive'), record: nth, units, restock: fc.boolean() }),
  },
  { weight: 1, arbitrary: record({ step: step('refuse'), record: nth }) },
];

export const life: fc.Arbitrary<LifeOperation> = record({
  op: fc.constant('life' as const),
  order: fc.nat(5),
  life: fc.oneof(...steps),
});

const DELIVERED_AT = new Date('2026-11-28T10:00:00Z');
const NOBODY = '00000000-0000-7000-8000-000000000000';

/**
 * Does it to the order at that place among those of `users`.
 *
 * @returns why it was refused, `done`, or `not_tried` where there is no such order
 */
export async function perform(pool: Pool, users: string[], { order, life }: LifeOperation): Promise<string> {
  const { rows } = await pool.query<{ id: string; version: number; products: string[] }>(
    `select id, version, array(select product_id from order_items where order_id = orders.id order by position) as products
       from orders where user_id = any($1) order by id offset $2 limit 1`,
    [users, order],
  );
  const found = rows[0];
  if (!found) return 'not_tried';
  return run(pool, found, life).then(
    (what) => what ?? 'done',
    (error) => {
      if (error instanceof OrderError) return error.fault;
      throw error;
    },
  );
}

async function run(
  pool: Pool,
  { id: orderId, version, products }: { id: string; version: number; products: string[] },
  life: LifeStep,
): Promise<string | undefined> {
  const actor = { role: 'ADMIN' } as const;
  const items = (wanted: Units[]) =>
    wanted.map(({ line, quantity }) => ({ productId: products[line % products.length]!, quantity }));
  const nthOf = async (table: 'fulfillments' | 'order_returns', n: number) => {
    const there = table === 'fulfillments' ? 'and undone_at is null' : '';
    const { rows } = await pool.query<{ id: string }>(
      `select id from ${table} where order_id = $1 ${there} order by id offset $2 limit 1`,
      [orderId, n],
    );
    return rows[0]?.id ?? NOBODY;
  };
  switch (life.step) {
    case 'cancel': {
      const { by, restock, units } = life;
      const command = { orderId, actor: { role: by }, restock, reason: 'other' } as const;
      await runTransition(pool, (client) =>
        cancelOrder(client, { ...command, items: units && items(units) }),
      );
      return undefined;
    }
    case 'expire': {
      if (version > 1) return 'not_tried';
      const { rowCount } = await pool.query(
        `update orders set status = 'PENDING', expires_at = now() - interval '1 s' where id = $1 and version = 1`,
        [orderId],
      );
      await runTransition(pool, (client) => expireOrders(client, 10));
      return rowCount === 0 ? 'not_tried' : undefined;
    }
    case 'fulfil':
      await runTransition(pool, (client) =>
        fulfilOrder(client, { orderId, actor, items: life.units && items(life.units) }),
      );
      return undefined;
    case 'undo':
    case 'deliver': {
      const command = { orderId, actor, fulfillmentId: await nthOf('fulfillments', life.record) };
      await runTransition(pool, (client) =>
        life.step === 'undo'
          ? undoFulfilment(client, command)
          : markDelivered(client, { ...command, deliveredAt: DELIVERED_AT }),
      );
      return undefined;
    }
    case 'request': {
      const wanted = items(life.units).map((item) => ({ ...item, reason: 'too small' }));
      await runTransition(pool, (client) => requestReturn(client, { orderId, actor, items: wanted }));
      return undefined;
    }
    case 'receive': {
      const disposition = life.restock ? ('RESTOCK' as const) : ('DISCARD' as const);
      const came = items(life.units).map((item) => ({ ...item, disposition }));
      const returnId = await nthOf('order_returns', life.record);
      await runTransition(pool, (client) => receiveReturn(client, { orderId, actor, returnId, items: came }));
      return undefined;
    }
    case 'refuse': {
      const returnId = await nthOf('order_returns', life.record);
      await runTransition(pool, (client) => refuseReturn(client, { orderId, actor, returnId }));
      return undefined;
    }
  }
}
