import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import type { RecordMailName } from '../../src/jobs/catalogue.ts';
import { cancelOrder } from '../../src/order-life/cancel-orders.ts';
import { undoFulfilment } from '../../src/order-life/change-fulfillment.ts';
import type { Change } from '../../src/order-life/command.ts';
import { fulfilOrder } from '../../src/order-life/fulfil-order.ts';
import { receiveReturn } from '../../src/order-life/receive-return.ts';
import { requestReturn } from '../../src/order-life/request-return.ts';
import type { LinkToOrder } from '../../src/orders/order-link.ts';
import { type OutboxRow, recordMailRow } from '../../src/outbox/enqueue.ts';
import { countMails } from '../../src/outbox/sql/count-mails.ts';
import { findDeliveries } from '../../src/outbox/sql/find-deliveries.ts';
import { findMessages } from '../../src/outbox/sql/find-messages.ts';
import { writeMessage } from '../../src/outbox/sql/write-message.ts';
import { until } from '../setup/wait.ts';
import { setUpWorkshop } from './on-backends.ts';

interface Placed {
  orderId: string;
  productId: string;
}
interface Made<View> {
  view: View;
  /** The mail that it owes. */
  row: OutboxRow;
}

describe('the mails of an order’s life', () => {
  const on = setUpWorkshop(undefined);
  const run = (text: string, values: unknown[]) => on.shop.pool.query(text, values);

  /** What it takes to owe a mail about a record, committed and published. */
  async function owe(job: RecordMailName, orderId: string, recordId: string): Promise<OutboxRow> {
    const row = recordMailRow(job, { orderId, recordId });
    await inTransaction(on.shop.pool, (client) => writeMessage(client, row));
    await on.queues.addBulk([row]);
    return row;
  }
  const actor = { role: 'ADMIN' } as const;
  /** As the shop does it; what is owed is published. */
  async function change<View>(work: (client: PoolClient) => Promise<Change<View>>): Promise<Made<View>> {
    const { view, owes } = await inTransaction(on.shop.pool, work);
    await on.queues.addBulk(owes);
    return { view, row: owes[0]! };
  }
  const ship = ({ orderId, productId }: Placed, quantity: number) =>
    change((client) =>
      fulfilOrder(client, {
        orderId,
        actor,
        items: [{ productId, quantity }],
        carrier: 'Post',
        trackingNumber: 'JD 1',
        trackingUrl: 'https://track.example/JD1',
      }),
    );
  /** An order of two units. */
  async function place(): Promise<Placed> {
    const { orderId } = await on.shop.placeOrder();
    const { rows } = await run('select product_id from order_items where order_id = $1', [orderId]);
    return { orderId, productId: rows[0].product_id };
  }
  const startWorkers = () => on.shop.startWorkers(on.shop.processors(on.mailServer.url));

  it('tell of each shipment, once, however often their jobs run', async () => {
    const order = await place();
    const { orderId } = order;
    await startWorkers();
    const { row: first, view } = await ship(order, 1);
    await on.settled(first.id);
    const { row: second } = await ship(order, 1);
    await on.settled(second.id);
    await on.inState(first.id, 'completed');
    await (await on.jobOf(first.id)).retry('completed');
    await until('the second run', async () => (await on.jobOf(first.id)).attemptsStarted > 1);
    await on.inState(first.id, 'completed');

    const [part, whole, ...others] = on.mailServer.mails;
    expect(others).toEqual([]);
    expect(part!.messageId).toBe(`<fulfilment-${view.id}@shop.example>`);
    expect(part!.messageId).not.toBe(whole!.messageId);
    expect(part!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(part!.text).toContain('Tracking number: JD 1\n');
    expect(part!.text).toContain('Track the parcel: https://track.example/JD1\n');
    expect(part!.text).toContain(`Look at the order: https://shop.example/orders/${orderId}\n`);
    expect(part!.text).toContain('The rest of the order (1 unit) will follow.');
    expect(whole!.text).toContain('nothing else is to come');
  });

  it('have a link that works for its days from what they tell of, however old the order is', async () => {
    const order = await place();
    await run(`update orders set created_at = now() - interval '200 days' where id = $1`, [order.orderId]);
    const { row } = await ship(order, 1);
    const link: LinkToOrder = ({ since }) =>
      `https://shop.example/${Math.ceil((Date.now() - since.getTime()) / 1e7)}`;
    await on.shop.startWorkers(on.shop.processors(on.mailServer.url, {}, link));
    await on.settled(row.id);
    expect(on.mailServer.mails[0]!.text).toContain('Look at the order: https://shop.example/1\n');
  });

  it('of a guest who left no address are over without one, and go to the account that the guest becomes', async () => {
    const { orderId, row } = await on.shop.placeOrder();
    const { rows } = await run('select product_id from order_items where order_id = $1', [orderId]);
    const order = { orderId, productId: rows[0].product_id };
    const buyer = '(select user_id from orders where id = $1)';
    await run('update orders set customer_email = null, customer_name = null where id = $1', [orderId]);
    await run(`update users set role = 'GUEST', email = null, name = null where id = ${buyer}`, [orderId]);
    await startWorkers();
    await on.queues.addBulk([row]);
    const { row: shipped } = await ship(order, 1);
    for (const { id } of [row, shipped]) {
      await on.settled(id);
      await on.inState(id, 'completed');
    }
    expect(on.mailServer.mails).toEqual([]);
    expect(await findDeliveries(on.shop.pool, [orderId, shipped.id])).toEqual([]);

    await run(`update users set role = 'CUSTOMER', email = 'new@example.com' where id = ${buyer}`, [orderId]);
    const { row: second } = await ship(order, 1);
    await on.settled(second.id);
    expect(on.mailServer.mails.map(({ envelope }) => envelope.to)).toEqual([['new@example.com']]);
  });

  it('are found by their order, told apart by what they tell of, and counted on the overview', async () => {
    const order = await place();
    const { orderId } = order;
    await startWorkers();
    const shipments = [await ship(order, 1), await ship(order, 1)];
    const records = shipments.map(({ view }) => view.id);
    const rows = shipments.map(({ row }) => row);
    for (const { id } of rows) await on.settled(id);
    const found = await findMessages(on.shop.pool, orderId, 20);
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
    const deliveries = await findDeliveries(on.shop.pool, [orderId, ...records]);
    expect(deliveries.map(({ subjectId }) => subjectId).toSorted()).toEqual(records.toSorted());
    const { rows: ended } = await run(
      `select floor(extract(epoch from min(settled_at)))::float8 as first from outbox_messages where id = any($1)`,
      [rows.map(({ id }) => id)],
    );
    const counted = await countMails(on.shop.pool)(ended[0].first, Date.now() / 1_000 + 1, 1_000);
    const mails = [...counted.bySecond.values()].reduce((sum, n) => sum + n, 0);
    expect(mails).toBeGreaterThanOrEqual(2);
  });

  it('tell of what was cancelled, why, and of the money; not what the staff noted', async () => {
    const { orderId, productId } = await place();
    await startWorkers();
    const items = [{ productId, quantity: 1 }];
    const { row } = await change((client) =>
      cancelOrder(client, { orderId, actor, items, reason: 'inventory', note: 'for the staff alone' }),
    );
    await on.settled(row.id);
    const [mail] = on.mailServer.mails;
    expect(mail!.text).toContain('Part of your order is cancelled.');
    expect(mail!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(mail!.text).toContain('Why: We do not have it any more.');
    expect(mail!.text).toContain('You need not pay the £12.50 any more.');
    expect(mail!.text).toContain('The rest of the order (1 unit) stays as it is.');
    expect(`${mail!.text}${mail!.html}`).not.toContain('the staff');
  });

  it('tell of what came back, what is still to come, and what was paid back', async () => {
    const order = await place();
    const { orderId, productId } = order;
    const { row: shipped } = await ship(order, 2);
    await run('update orders set captured = total where id = $1', [orderId]);
    const { view } = await inTransaction(on.shop.pool, (client) =>
      requestReturn(client, { orderId, actor, items: [{ productId, quantity: 2, reason: 'too small' }] }),
    );
    const { row: received } = await change((client) =>
      receiveReturn(client, {
        orderId,
        actor,
        returnId: view.id,
        items: [{ productId, quantity: 1, disposition: 'DISCARD' }],
      }),
    );
    await startWorkers();
    await on.settled(shipped.id);
    await on.settled(received.id);
    const eventId = uuidv7();
    await run(
      `insert into order_events (id, order_id, order_version, type, actor_role, data)
       values ($1, $2, 2, 'refund.succeeded', 'SYSTEM', '{"amount": 1250}')`,
      [eventId, orderId],
    );
    const refunded = await owe('order.send-refunded-email', orderId, eventId);
    await on.settled(refunded.id);
    const mailThat = (says: string) => on.mailServer.mails.find(({ text }) => text?.includes(says));
    const [came, paid] = [mailThat('We have part of your return.'), mailThat('We have paid £12.50 back.')];
    expect(came!.text).toContain('We have part of your return.');
    expect(came!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(came!.text).toContain('We pay £12.50 back, the way you paid.');
    expect(came!.text).toContain('The rest of this return (1 unit).');
    expect(paid!.text).toContain('We have paid £12.50 back.');
  });

  it('are not sent where what they tell of was undone, or is not there', async () => {
    const order = await place();
    const { orderId } = order;
    const { view, row: undone } = await ship(order, 1);
    await inTransaction(on.shop.pool, (client) =>
      undoFulfilment(client, { orderId, actor, fulfillmentId: view.id }),
    );
    await startWorkers();
    await on.settled(undone.id);
    expect((await on.shop.message(undone.id)).failed_at).toBeNull();
    for (const [job, reason] of [
      ['order.send-shipped-email', 'There is no fulfilment'],
      ['order.send-cancelled-email', 'There is no cancellation'],
      ['order.send-return-received-email', 'There is no receipt'],
      ['order.send-refunded-email', 'There is no refund'],
    ] as const) {
      const lost = await owe(job, orderId, uuidv7());
      await on.settled(lost.id);
      const { failure, failure_detail, failed_attempts } = await on.shop.message(lost.id);
      expect([failure, failed_attempts]).toEqual(['missing', 1]);
      expect(failure_detail).toContain(reason);
    }
    expect(on.mailServer.mails).toEqual([]);
  });
});
