import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enqueue } from '../../src/outbox/enqueue.ts';
import { beginDeliveries } from '../../src/outbox/sql/begin-deliveries.ts';
import { findDeliveries } from '../../src/outbox/sql/find-deliveries.ts';
import { findMessages } from '../../src/outbox/sql/find-messages.ts';
import { finishDeliveries } from '../../src/outbox/sql/finish-deliveries.ts';
import { openShop, type Shop } from '../workers/shop.ts';

const job = 'order.send-confirmation-email';
const HOUR_MS = 3_600_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(undefined);
});
afterAll(() => shop.close());

describe('what an order owes', () => {
  /** Ids of messages, and of orders, are UUID v7: made at an instant. */
  const at = (ms: number) => uuidv7({ msecs: ms });
  const insert = (id: string, orderId: string, subjectId: string | null) =>
    shop.pool.query('insert into outbox_messages (id, job, payload, subject_id) values ($1, $2, $3, $4)', [
      id,
      job,
      { orderId },
      subjectId,
    ]);
  const idsOf = async (orderId: string, limit = 20) =>
    (await findMessages(shop.pool, orderId, limit)).map((message) => message.id);

  it('is found whenever the order came to owe it, and however much it is', async () => {
    const placedAt = Date.now() - 30 * 24 * HOUR_MS;
    const orderId = at(placedAt);
    const first = at(placedAt);
    await insert(first, orderId, orderId);
    await insert(at(placedAt), at(placedAt), at(placedAt));
    const em = shop.orm.em.fork();
    const later = [
      enqueue(em, job, { orderId }, { subjectId: orderId }),
      enqueue(em, job, { orderId }, { subjectId: orderId }),
    ];
    await em.flush();
    const all = [first, ...later.map((row) => row.id)];
    expect(await idsOf(orderId)).toEqual(all);
    expect(await idsOf(orderId, 2)).toEqual(all.slice(1));
  });

  it('is found where the release before wrote it, which names no subject', async () => {
    const placedAt = Date.now() - HOUR_MS;
    const orderId = at(placedAt);
    const [unnamed, named] = [at(placedAt + 2), at(placedAt + HOUR_MS)];
    await insert(unnamed, orderId, null);
    await insert(at(placedAt + 1), at(placedAt), null);
    await insert(named, orderId, orderId);
    expect(await idsOf(orderId)).toEqual([unnamed, named]);
  });
});

describe('the record of a mail', () => {
  const planned = (subjectId: string) => [{ kind: job, subjectId, messageId: `<${subjectId}@shop.example>` }];

  it('is one for what it is about: two of a kind are two, and the same one is the same', async () => {
    const [one, other] = [uuidv7(), uuidv7()];
    expect(await beginDeliveries(shop.pool, planned(one))).toEqual([`<${one}@shop.example>`]);
    await finishDeliveries(shop.pool, job, [one]);
    expect(await beginDeliveries(shop.pool, [...planned(one), ...planned(other)])).toEqual([
      undefined,
      `<${other}@shop.example>`,
    ]);
    const { rows } = await shop.pool.query(
      'select attempts, order_id = subject_id as same from mail_deliveries where subject_id = any($1)',
      [[one, other]],
    );
    expect(rows).toEqual([
      { attempts: 1, same: true },
      { attempts: 1, same: true },
    ]);
  });

  it('is met where the release before wrote it, which names no subject', async () => {
    const [begun, handedOver] = [uuidv7(), uuidv7()];
    await shop.pool.query(
      `insert into mail_deliveries (kind, order_id, message_id, handed_over_at)
       values ($1, $2, 'm', null), ($1, $3, 'm', now())`,
      [job, begun, handedOver],
    );
    expect(await beginDeliveries(shop.pool, [...planned(begun), ...planned(handedOver)])).toEqual([
      'm',
      undefined,
    ]);
    await finishDeliveries(shop.pool, job, [begun]);
    expect(await beginDeliveries(shop.pool, planned(begun))).toEqual([undefined]);
    expect(await findDeliveries(shop.pool, [begun])).toMatchObject([{ kind: job, attempts: 2 }]);
  });
});
