import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { RecordMailName } from '../../src/jobs/catalogue.ts';
import { type OutboxRow, recordMailRow } from '../../src/outbox/enqueue.ts';
import { countMails } from '../../src/outbox/sql/count-mails.ts';
import { findDeliveries } from '../../src/outbox/sql/find-deliveries.ts';
import { findMessages } from '../../src/outbox/sql/find-messages.ts';
import { until } from '../setup/wait.ts';
import { setUpWorkshop } from './on-backends.ts';

describe('the mails of an order’s life', () => {
  const on = setUpWorkshop(undefined);
  const run = (text: string, values: unknown[]) => on.shop.pool.query(text, values);

  /** What it takes to owe a mail about a record, committed and published. */
  async function owe(job: RecordMailName, orderId: string, recordId: string): Promise<OutboxRow> {
    const row = recordMailRow(job, { orderId, recordId });
    await run('insert into outbox_messages (id, job, payload, subject_id) values ($1, $2, $3, $4)', [
      row.id,
      row.job,
      row.payload,
      row.subjectId,
    ]);
    await on.queues.addBulk([row]);
    return row;
  }
  async function ship(orderId: string, quantity: number): Promise<string> {
    const id = uuidv7();
    await run(
      `insert into fulfillments (id, order_id, carrier, tracking_number, tracking_url, actor_role)
       values ($1, $2, 'Post', 'JD 1', 'https://track.example/JD1', 'ADMIN')`,
      [id, orderId],
    );
    await run('insert into fulfillment_items values ($1, 0, $2)', [id, quantity]);
    await run('update order_items set fulfilled = fulfilled + $2 where order_id = $1', [orderId, quantity]);
    return id;
  }
  async function cancel(orderId: string, reason: string): Promise<string> {
    const id = uuidv7();
    await run(
      `insert into order_cancellations (id, order_id, reason, restock, refund, note, amount, actor_role)
       values ($1, $2, $3, true, true, 'for the staff alone', 1250, 'ADMIN')`,
      [id, orderId, reason],
    );
    await run('insert into order_cancellation_items values ($1, 0, 1, 1)', [id]);
    await run('update order_items set cancelled = cancelled + 1 where order_id = $1', [orderId]);
    return id;
  }
  const startWorkers = () => on.shop.startWorkers(on.shop.processors(on.mailServer.url));

  it('tell of each shipment, once, however often their jobs run', async () => {
    const { orderId } = await on.shop.placeOrder();
    await startWorkers();
    const first = await owe('order.send-shipped-email', orderId, await ship(orderId, 1));
    await on.settled(first.id);
    const second = await owe('order.send-shipped-email', orderId, await ship(orderId, 1));
    await on.settled(second.id);
    await on.inState(first.id, 'completed');
    await (await on.jobOf(first.id)).retry('completed');
    await until('the second run', async () => (await on.jobOf(first.id)).attemptsStarted > 1);
    await on.inState(first.id, 'completed');

    const [part, whole, ...others] = on.mailServer.mails;
    expect(others).toEqual([]);
    expect(part!.messageId).toBe(
      `<fulfilment-${(first.payload as { recordId: string }).recordId}@shop.example>`,
    );
    expect(part!.messageId).not.toBe(whole!.messageId);
    expect(part!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(part!.text).toContain('Tracking number: JD 1\n');
    expect(part!.text).toContain('Track the parcel: https://track.example/JD1\n');
    expect(part!.text).toContain(`Look at the order: https://shop.example/orders/${orderId}\n`);
    expect(part!.text).toContain('The rest of the order (1 unit) will follow.');
    expect(whole!.text).toContain('nothing else is to come');
  });

  it('are found by their order, told apart by what they tell of, and counted on the overview', async () => {
    const { orderId } = await on.shop.placeOrder();
    await startWorkers();
    const records = [await ship(orderId, 1), await ship(orderId, 1)];
    const rows = await Promise.all(records.map((id) => owe('order.send-shipped-email', orderId, id)));
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
    const { orderId } = await on.shop.placeOrder();
    await startWorkers();
    const row = await owe('order.send-cancelled-email', orderId, await cancel(orderId, 'inventory'));
    await on.settled(row.id);
    const [mail] = on.mailServer.mails;
    expect(mail!.text).toContain('Part of your order is cancelled.');
    expect(mail!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(mail!.text).toContain('Why: We do not have it any more.');
    expect(mail!.text).toContain('The £12.50 for these items need not be paid any more.');
    expect(mail!.text).toContain('The rest of the order (1 unit) stays as it is.');
    expect(`${mail!.text}${mail!.html}`).not.toContain('the staff');
  });

  it('tell of what came back, what is still to come, and what was paid back', async () => {
    const { orderId } = await on.shop.placeOrder();
    await startWorkers();
    await ship(orderId, 2);
    const [returnId, receiptId, eventId] = [uuidv7(), uuidv7(), uuidv7()];
    await run('update orders set captured = total where id = $1', [orderId]);
    await run(`insert into order_returns (id, order_id, actor_role) values ($1, $2, 'CUSTOMER')`, [
      returnId,
      orderId,
    ]);
    await run(`insert into order_return_items values ($1, 0, 2, 'too small', 0, 1)`, [returnId]);
    await run(
      `insert into order_return_receipts (id, return_id, refund, amount, actor_role)
       values ($1, $2, true, 1250, 'ADMIN')`,
      [receiptId, returnId],
    );
    await run('insert into order_return_receipt_items values ($1, 0, 0, 1)', [receiptId]);
    const received = await owe('order.send-return-received-email', orderId, receiptId);
    await on.settled(received.id);
    await run(
      `insert into order_events (id, order_id, order_version, type, actor_role, data)
       values ($1, $2, 2, 'refund.succeeded', 'SYSTEM', '{"amount": 1250}')`,
      [eventId, orderId],
    );
    const refunded = await owe('order.send-refunded-email', orderId, eventId);
    await on.settled(refunded.id);
    const [came, paid] = on.mailServer.mails;
    expect(came!.text).toContain('We have part of your return.');
    expect(came!.text).toContain('Mug & "Co" (MUG-1)\n    1 unit\n');
    expect(came!.text).toContain('We pay £12.50 back, the way you paid.');
    expect(came!.text).toContain('The rest of this return (1 unit).');
    expect(paid!.text).toContain('We have paid £12.50 back.');
  });

  it('are not sent where what they tell of was undone, or is not there', async () => {
    const { orderId } = await on.shop.placeOrder();
    const shipment = await ship(orderId, 1);
    await run('update fulfillments set undone_at = now() where id = $1', [shipment]);
    await startWorkers();
    const undone = await owe('order.send-shipped-email', orderId, shipment);
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
