import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { beginDeliveries } from '../../outbox/sql/begin-deliveries.ts';
import { finishDeliveries } from '../../outbox/sql/finish-deliveries.ts';
import { sharedStatement } from '../shared-statement.ts';
import { type OrderForMail, readOrdersForMail } from '../sql/read-orders-for-mail.ts';

/** What is on record of the mails of one kind. Mails that are sent at once share its statements. */
export interface Deliveries {
  /**
   * Reads an order and records that its mail is about to be handed over; `begun` is false where it has been
   * handed over already. @returns undefined where there is no such order
   */
  begin(orderId: string): Promise<{ order: OrderForMail; messageId: string; begun: boolean } | undefined>;
  /** Records that the mail server took the mail. */
  finish(orderId: string): Promise<void>;
}

/** How long a worker remembers a hand-over that it cannot record, in ms. */
const INSIST_MS = 10 * 60_000;
/** Between two looks at orders whose mails are next, in ms. */
const BEGIN_PAUSE_MS = 10;
/** Between two records of what was handed over, in ms: what a crash of a busy worker sends again. */
const FINISH_PAUSE_MS = 4;

export function createDeliveries(
  pool: Pool,
  kind: string,
  messageIdOf: (orderId: string) => string,
): Deliveries {
  const begin = sharedStatement(
    async (orderIds: string[]) => {
      const orders = await readOrdersForMail(pool, [...new Set(orderIds)]);
      const found = [...orders.keys()];
      const begun = await beginDeliveries(
        pool,
        found.map((orderId) => ({ kind, subjectId: orderId, messageId: messageIdOf(orderId) })),
      );
      const begunBy = new Map(found.map((orderId, n) => [orderId, begun[n] === true]));
      return orderIds.map((orderId) => {
        const order = orders.get(orderId);
        return order && { order, messageId: messageIdOf(orderId), begun: begunBy.get(orderId) === true };
      });
    },
    { pauseMs: BEGIN_PAUSE_MS },
  );
  /** Handed over, and not on record yet because the database is away. */
  const unrecorded = new Set<string>();
  const record = sharedStatement(
    async (orderIds: string[]) => {
      await insistently(() => finishDeliveries(pool, kind, orderIds));
      return orderIds.map(() => undefined);
    },
    { pauseMs: FINISH_PAUSE_MS, patienceMs: INSIST_MS },
  );

  return {
    async begin(orderId) {
      const delivery = await begin(orderId);
      return delivery && unrecorded.has(orderId) ? { ...delivery, begun: false } : delivery;
    },
    async finish(orderId) {
      unrecorded.add(orderId);
      await record(orderId).finally(() => unrecorded.delete(orderId));
    },
  };
}

/**
 * The mails are out: forgetting that now would send them again, so a database that stumbles is asked again, also
 * after their jobs have lost patience.
 */
async function insistently(record: () => Promise<void>): Promise<void> {
  const until = performance.now() + INSIST_MS;
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    try {
      return await record();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}
