import type { Pool } from 'pg';
import { listLogins } from '../accounts/own-logins.ts';
import { listAddresses } from '../addresses/address-book.ts';
import { createCartReader } from '../cart/read-cart.ts';
import { invoicedOf, listInvoices } from '../invoices/read-invoices.ts';
import { listCancellations } from '../order-life/list-cancellations.ts';
import { asSeenBy, listEvents } from '../order-life/list-events.ts';
import { listFulfillments } from '../order-life/list-fulfillments.ts';
import { pageOfReturns } from '../order-life/read-returns.ts';
import type { RecordPage, RecordQuery } from '../order-life/record-page.ts';
import type { OrderView } from '../orders/order-view.ts';
import { listOrders } from '../orders/read-orders.ts';

/** Orders, and records of an order, that are read at once; fewer where they have many lines. */
const PAGE = 100;

/**
 * All that the shop knows of a person, as one JSON document in pieces: a page of orders is in memory at a time, and the
 * next is read when the last one has gone out. Each page is as the shop is when it is read. Whoever sends the pieces may stop
 * at any of them.
 *
 * @param account as the person sees it
 * @param emptyCurrency of a cart with nothing in it
 */
export async function* exportPerson(
  pool: Pool,
  account: { id: string },
  emptyCurrency: string,
): AsyncGenerator<string> {
  const { id: userId } = account;
  const head = {
    exportedAt: new Date().toISOString(),
    account,
    logins: await listLogins(pool, userId),
    addresses: await listAddresses(pool, userId),
    cart: (await createCartReader(pool, emptyCurrency)(userId)).cart,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"orders":[`;
  let separator = '';
  for await (const orders of pages((cursor) => listOrders(pool, { userId, limit: PAGE, cursor }))) {
    const invoiced = await invoicedOf(
      pool,
      orders.map(({ id }) => id),
    );
    for (const order of orders) {
      yield separator + JSON.stringify(await withRecords(pool, order, { userId, invoiced }));
      separator = ',';
    }
  }
  yield ']}';
}

/** An order with what happened to it: nothing did to one that is as it was placed. No statement asks for what is not there. */
async function withRecords(
  pool: Pool,
  order: OrderView,
  { userId, invoiced }: { userId: string; invoiced: ReadonlySet<string> },
) {
  const all = <View>(list: (query: RecordQuery) => Promise<RecordPage<View>>): Promise<View[]> =>
    order.version === 1
      ? Promise.resolve([])
      : allOf((cursor) => list({ orderId: order.id, limit: PAGE, cursor }));
  return {
    ...order,
    cancellations: await all((query) => listCancellations(pool, { ...query, isOperator: false })),
    fulfillments: await all((query) => listFulfillments(pool, query)),
    returns: await all((query) => pageOfReturns(pool, query)),
    invoices: invoiced.has(order.id)
      ? await allOf((cursor) => listInvoices(pool, { orderId: order.id, limit: PAGE, cursor }))
      : [],
    events: (await all((query) => listEvents(pool, query))).map((event) => asSeenBy(event, userId)),
  };
}

type Read<Item> = (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>;

async function* pages<Item>(read: Read<Item>): AsyncGenerator<Item[]> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await read(cursor);
    yield items;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function allOf<Item>(read: Read<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages(read)) items.push(...page);
  return items;
}
