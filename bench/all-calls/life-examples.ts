import type { Pool } from 'pg';
import { outboxFailures } from '../../src/entities/outbox-message.entity.ts';
import { requestOf } from '../setup/connection.ts';
import { sqlUserId, userId } from '../setup/fill.ts';
import { type Example, type Examples, type Measured, oneOf } from './example.ts';

/** An order that nothing has happened to yet, with what it is of. */
interface Untouched {
  id: string;
  products: string[];
}

const REASON = { reason: 'customer' };
const FAILED_JOBS = 2_000;

/** How the operations of an order's life are called: each uses up orders that the one before it has left. */
export function lifeExamples({ pool, token: admin }: Measured): Examples {
  let untouched: Untouched[] = [];
  const records: Record<'cancellations' | 'fulfillments' | 'returns', (Untouched & { record: string })[]> = {
    cancellations: [],
    fulfillments: [],
    returns: [],
  };
  type Kind = keyof typeof records;
  const call = (method: string, path: string, body?: unknown) =>
    requestOf(method, path, { token: admin, body });
  const pathOf = (kind: Kind, { id, record }: { id: string; record: string }) =>
    `/orders/${id}/${kind}/${record}`;

  const readUntouched = async () => {
    const { rows } = await pool.query<Untouched>(
      `select o.id, array_agg(i.product_id::text) as products
         from orders o join order_items i on i.order_id = o.id
        where o.version = 1 and o.status = 'PLACED'
        group by o.id limit 40000`,
    );
    untouched = rows;
    return Math.floor(rows.length / 4);
  };
  const readRecords = async (kind: Kind, table: string) => {
    const { rows } = await pool.query<Untouched & { record: string }>(
      `select r.order_id as id, r.id as record, array_agg(i.product_id::text) as products
         from ${table} r join order_items i using (order_id) group by r.id`,
    );
    records[kind] = rows;
    return rows.length;
  };
  const makes = (kind: Kind, body: (order: Untouched) => unknown): Example[] => [
    {
      prepare: readUntouched,
      request: () => {
        const order = untouched.pop()!;
        return call('POST', `/orders/${order.id}/${kind}`, body(order));
      },
    },
  ];
  /** The list of an order's records, and one of them. */
  const reads = (kind: Kind, table: string): [list: Example[], one: Example[]] => [
    [
      {
        prepare: () => readRecords(kind, table).then(() => undefined),
        request: () => call('GET', `/orders/${oneOf(records[kind]).id}/${kind}`),
      },
    ],
    [{ request: () => call('GET', pathOf(kind, oneOf(records[kind]))) }],
  ];
  const [listCancellations, getCancellation] = reads('cancellations', 'order_cancellations');
  const [listFulfillments, getFulfillment] = reads('fulfillments', 'fulfillments');
  const [listReturns, getReturn] = reads('returns', 'order_returns');
  const unitsOf = (products: readonly string[], more: object) =>
    products.map((productId) => ({ productId, quantity: 1, ...more }));

  return {
    cancelOrder: makes('cancellations', () => REASON),
    listCancellations,
    getCancellation,
    fulfilOrder: makes('fulfillments', () => ({ carrier: 'DHL' })),
    listFulfillments,
    getFulfillment,
    requestReturn: [
      {
        // Half of what was shipped comes back; the other half is delivered, or was not shipped after all.
        prepare: async () => records.fulfillments.length >> 1,
        request: () => {
          const { id, products } = records.fulfillments.pop()!;
          return call('POST', `/orders/${id}/returns`, { items: unitsOf(products, { reason: 'Too small' }) });
        },
      },
    ],
    listReturns,
    getReturn,
    receiveReturn: [
      {
        prepare: async () => records.returns.length >> 1,
        request: () => {
          const one = records.returns.pop()!;
          const items = unitsOf(one.products, { disposition: 'RESTOCK' });
          return call('POST', `${pathOf('returns', one)}/receipts`, { items });
        },
      },
    ],
    refuseReturn: [
      {
        prepare: async () => records.returns.length,
        request: () => call('POST', `${pathOf('returns', records.returns.pop()!)}/refusals`),
      },
    ],
    markDelivered: [
      {
        prepare: async () => records.fulfillments.length >> 1,
        request: () =>
          call('PATCH', pathOf('fulfillments', records.fulfillments.pop()!), {
            deliveredAt: new Date().toISOString(),
          }),
      },
    ],
    undoFulfillment: [
      {
        prepare: async () => records.fulfillments.length,
        request: () => call('DELETE', pathOf('fulfillments', records.fulfillments.pop()!)),
      },
    ],
    listOrderEvents: [{ request: () => call('GET', `/orders/${oneOf(untouched).id}/events`) }],

    listJobs: [{ prepare: () => failJobs(pool), request: () => call('GET', '/jobs?state=failed') }],
    retryJob: [
      {
        prepare: async () => FAILED_JOBS,
        request: (n) => call('POST', `/jobs/${userId(n + 1)}/retries`),
      },
    ],
  };
}

/** Jobs that failed for good, under ids that are known. */
async function failJobs(pool: Pool): Promise<undefined> {
  await pool.query(
    `insert into outbox_messages
       (id, job, payload, subject_id, settled_at, failed_at, failure, failed_attempts, failure_detail)
     select ${sqlUserId('n')}, 'order.send-confirmation-email', '{}', ${sqlUserId('n')}, now(), now(), $1, 1, 'of the benchmark'
       from generate_series(1, ${FAILED_JOBS}) n`,
    [outboxFailures[0]],
  );
}
